namespace DmlStudio.Web.Charts;

/// <summary>A line of a picture: colour and marker by the family of its loss.</summary>
/// <param name="Sibling">Which of its family it is, from 0; from 1 on markers are open.</param>
/// <param name="Points">Points, left to right.</param>
/// <param name="Marks">Points that get a marker; null for all.</param>
public sealed record ChartLine(string Name, string Family, int Sibling, IReadOnlyList<ChartPoint> Points,
    IReadOnlyList<ChartPoint>? Marks = null);
