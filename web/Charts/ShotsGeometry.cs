using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Charts;

/// <summary>Lines with bands over the number of training texts, on a doubling scale.</summary>
internal sealed class ShotsGeometry
{
    /// <summary>Edges of the plot inside the picture, pixels.</summary>
    public const double Left = 34, Right = 8, Top = 10, Bottom = 38;

    /// <summary>One loss.</summary>
    /// <param name="Family">Family, for colour and marker.</param>
    /// <param name="Band">Outline of the 95 % band, empty when no point has an interval.</param>
    /// <param name="Points">Places of the points.</param>
    public sealed record Line(string Family, string Path, string Band, IReadOnlyList<(double X, double Y)> Points);

    /// <summary>Works the places out.</summary>
    /// <param name="lines">Family, and per point: training texts, mean, half width of the interval or null; in the unit
    /// of the axis.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="least">Least value that the figure can have; a band ends there.</param>
    /// <param name="most">Largest value that the figure can have.</param>
    public ShotsGeometry(IReadOnlyList<(string Family, IReadOnlyList<(int Shots, double Mean, double? Half)> Points)> lines, double width,
        double height,
        double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        int[] shots = [.. lines.SelectMany(l => l.Points).Select(p => p.Shots).Distinct().Order()];
        double[] values = [.. lines.SelectMany(l => l.Points).SelectMany(p => new[] { p.Mean - (p.Half ?? 0), p.Mean + (p.Half ?? 0) })
            .Where(double.IsFinite).Select(v => Math.Clamp(v, least, most))];
        var ticks = values.Length == 0 ? [0, 1] : Ticks.Of(values.Min(), values.Max(), 5);
        double low = ticks[0], high = ticks[^1], first = shots.Length == 0
            ? 0
            : Math.Log2(shots[0]), last = shots.Length == 0
            ? 1
            : Math.Log2(shots[^1]);
        double X(int n) => Left + (width - Left - Right) * (last > first ? (Math.Log2(n) - first) / (last - first) : 0.5);
        double Y(double v) => Top + (height - Top - Bottom) * (1 - (Math.Clamp(v, low, high) - low) / (high - low));
        (Axis, Digits, Shots) = ([.. ticks.Select(t => (t, Y(t)))], Ticks.Digits(ticks), [.. shots.Select(s => (s, X(s)))]);
        Lines = [.. lines.Select(l =>
        {
            var points = l.Points.Where(p => double.IsFinite(p.Mean)).OrderBy(p => p.Shots).ToArray();
            var banded = points.Where(p => p.Half is not null).ToArray();
            return new Line(l.Family, Joined(points.Select(p => (X(p.Shots), Y(p.Mean)))),
                banded.Length < 2 ? "" : Joined(banded.Select(p => (X(p.Shots), Y(p.Mean - p.Half!.Value)))
                    .Concat(banded.Reverse().Select(p => (X(p.Shots), Y(p.Mean + p.Half!.Value))))) + "z",
                [.. points.Select(p => (X(p.Shots), Y(p.Mean)))]);
        })];
    }

    /// <summary>Ticks of the figure with their heights.</summary>
    public IReadOnlyList<(double Value, double Y)> Axis { get; }

    /// <summary>Digits of the ticks.</summary>
    public int Digits { get; }

    /// <summary>Numbers of training texts with their places.</summary>
    public IReadOnlyList<(int Shots, double X)> Shots { get; }

    public IReadOnlyList<Line> Lines { get; }

    private static string Joined(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(p => $"{Num.At(p.X)} {Num.At(p.Y)}"));
}
