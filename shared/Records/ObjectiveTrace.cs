namespace DmlStudio.Records;

/// <summary>What is particular to an objective: numbers of every step, and tables of the end.</summary>
/// <param name="Series">One value per step each, such as the weights of an ensemble or the adversarial term.</param>
/// <param name="Tables">Matrices with named rows and columns, such as the label distances of CLLD. The table
/// <c>pareto-front</c> has preference vectors as rows and objectives as columns, <c>preference-rays</c> the same shape
/// with the preferences themselves.</param>
public sealed record ObjectiveTrace(IReadOnlyList<TraceSeries> Series, IReadOnlyList<TraceTable> Tables)
{
    /// <summary>Nothing particular.</summary>
    public static ObjectiveTrace Empty { get; } = new([], []);

    /// <summary>The series of a name, or null.</summary>
    public TraceSeries? Of(string name) => Series.FirstOrDefault(s => s.Name == name);

    /// <summary>The table of a name, or null.</summary>
    public TraceTable? Table(string name) => Tables.FirstOrDefault(t => t.Name == name);
}
