namespace DmlStudio.Losses;

/// <summary>A matrix with named rows and columns that a loss learnt beside its proxies.</summary>
/// <param name="Name">Name, such as <c>label-distance</c>.</param>
/// <param name="Rows">Names of the rows, [R].</param>
/// <param name="Columns">Names of the columns, [C].</param>
/// <param name="Values">Row by row, [R · C].</param>
public sealed record LearntTable(string Name, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, float[] Values)
{
    /// <summary>A value.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Column, from 0.</param>
    public float this[int row, int column] => Values[row * Columns.Count + column];
}
