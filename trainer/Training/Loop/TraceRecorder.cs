using DmlStudio.Records;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>Collects what an objective measures at every step beyond the common curve.</summary>
internal sealed class TraceRecorder
{
    private readonly Dictionary<string, (string Unit, List<float> Values)> _series = new(StringComparer.Ordinal);
    private int _steps;

    /// <summary>Adds a step; a series that it lacks has NaN there.</summary>
    public void Add(IReadOnlyList<(string Name, string Unit, float Value)> terms)
    {
        foreach (var (name, unit, value) in terms)
        {
            if (!_series.TryGetValue(name, out var series))
            {
                _series.Add(name, series = (unit, [.. Enumerable.Repeat(float.NaN, _steps)]));
            }
            series.Values.Add(value);
        }
        _steps++;
        foreach (var series in _series.Values) { if (series.Values.Count < _steps) { series.Values.Add(float.NaN); } }
    }

    /// <summary>What was collected with the objective's tables, or null when there is nothing.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of its training texts.</param>
    /// <param name="model">Its model after training.</param>
    /// <param name="names">Whether the names of the labels showed before it, or null.</param>
    public ObjectiveTrace? Trace(TrainingCell cell, int[] train, FewShotModel model, NamesFit? names)
    {
        TraceTable[] tables = [.. names is null ? [] : new[] { names.Table }, .. model.Objective.Tables(model.Network),
            .. ParetoFront.Of(cell, train, model)];
        TraceSeries[] series = [.. _series.Select(s => new TraceSeries(s.Key, s.Value.Unit, [.. s.Value.Values])),
            .. model.Objective.Series];
        return series.Length + tables.Length == 0 ? null : new ObjectiveTrace(series, tables);
    }
}
