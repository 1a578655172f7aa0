using DmlStudio.Records;

namespace DmlStudio.Trainer.Training;

/// <summary>Collects what is measured at every step.</summary>
/// <param name="steps">Planned steps.</param>
internal sealed class CurveRecorder(int steps)
{
    private readonly List<float> _rate = new(steps), _loss = new(steps), _cce = new(steps), _dml = new(steps), _norm = new(steps);

    /// <summary>The curve so far.</summary>
    public TrainingCurve Curve => new([.. _rate], [.. _loss], [.. _cce], [.. _dml], [.. _norm]);

    /// <summary>Adds a step.</summary>
    public void Add(double rate, float loss, float cce, float dml, double norm)
    {
        _rate.Add((float)rate);
        _loss.Add(loss);
        _cce.Add(cce);
        _dml.Add(dml);
        _norm.Add((float)norm);
    }
}
