using DmlStudio.Records;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>Collects what is measured at every step.</summary>
/// <param name="steps">Planned steps.</param>
internal sealed class CurveRecorder(int steps)
{
    private readonly List<float> _rate = new(steps), _loss = new(steps), _cce = new(steps), _dml = new(steps), _norm = new(steps);

    private readonly Dictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>The curve so far.</summary>
    public TrainingCurve Curve =>
        new([.. _rate], [.. _loss], [.. _cce], [.. _dml],
            [.. _norm])
        { Skipped = [.. _skipped.Select(s => new SkippedSteps(s.Key, s.Value))] };

    /// <summary>Adds a step.</summary>
    public void Add(double rate, StepTerms terms, double norm)
    {
        _rate.Add((float)rate);
        _loss.Add(terms.Loss);
        _cce.Add(terms.Cce);
        _dml.Add(terms.Dml);
        foreach (var loss in terms.Skipped) { _skipped[loss] = _skipped.GetValueOrDefault(loss) + 1; }
        _norm.Add((float)norm);
    }
}
