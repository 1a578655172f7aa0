namespace DmlStudio.Web.Charts;

/// <summary>Two columns of points joined by a line per draw: does every draw rise?</summary>
internal sealed class PairedGeometry
{
    /// <summary>Edges of the plot inside the picture, pixels: the unit stands above the plot, a line of the names below it.</summary>
    public const double Left = 38, Top = 28, Bottom = 26;

    /// <summary>Height of a further line of a name, pixels.</summary>
    public const double NameLine = 14;

    // Names stand in 12 pixels, half bold, which is a little wider than plain.
    private const double NameSize = 12.5, Gap = 6;

    /// <summary>One draw.</summary>
    /// <param name="From">Height of the baseline's point.</param>
    /// <param name="To">Height of the other's point.</param>
    public sealed record Line(double From, double To);

    /// <summary>Works the places out.</summary>
    /// <param name="pairs">Value of the baseline and of the other, by draw.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture when each name has one line, pixels.</param>
    /// <param name="first">Name of the baseline.</param>
    /// <param name="second">Name of the other.</param>
    public PairedGeometry(IReadOnlyList<(double Baseline, double Other)> pairs, double width, double height, string first = "",
        string second = "")
    {
        double[] all = [.. pairs.SelectMany(p => new[] { p.Baseline, p.Other }).Where(double.IsFinite)];
        var ticks = all.Length == 0 ? [0, 1] : Ticks.Of(all.Min(), all.Max(), 6);
        var (low, high) = (ticks[0], ticks[^1]);
        double Y(double value) => Top + (height - Top - Bottom) * (1 - (value - low) / (high - low));
        Axis = [.. ticks.Select(t => (t, Y(t)))];
        Digits = Ticks.Digits(ticks);
        Lines = [.. pairs.Where(p => double.IsFinite(p.Baseline) && double.IsFinite(p.Other))
            .Select(p => new Line(Y(p.Baseline), Y(p.Other)))];
        (FirstX, SecondX) = (Left + (width - Left) * 0.24, Left + (width - Left) * 0.74);
        // Each name is in the middle below its column: it may reach neither the edges nor the other.
        NameWidth = Math.Min(2 * Math.Min(FirstX, width - SecondX), SecondX - FirstX) - Gap;
        (FirstName, SecondName) = (TextWidth.Lines(first, NameSize, NameWidth, cut: true),
            TextWidth.Lines(second, NameSize, NameWidth, cut: true));
        NamesY = height - Gap;
        (Width, Height) = (width, height + NameLine * (Math.Max(1, Math.Max(FirstName.Count, SecondName.Count)) - 1));
        (FirstMean, SecondMean) = all.Length == 0 ? (0, 0) : (Y(pairs.Average(p => p.Baseline)), Y(pairs.Average(p => p.Other)));
    }

    /// <summary>Size of the picture, pixels.</summary>
    public double Width { get; }

    /// <summary>Size of the picture, pixels.</summary>
    public double Height { get; }

    /// <summary>Ticks with their heights.</summary>
    public IReadOnlyList<(double Value, double Y)> Axis { get; }

    /// <summary>Digits of the ticks.</summary>
    public int Digits { get; }

    public IReadOnlyList<Line> Lines { get; }

    /// <summary>Widest that a line of a name may be, pixels.</summary>
    public double NameWidth { get; }

    /// <summary>Name of the baseline in lines.</summary>
    public IReadOnlyList<string> FirstName { get; }

    /// <summary>Name of the other in lines.</summary>
    public IReadOnlyList<string> SecondName { get; }

    /// <summary>Base line of the first line of the names.</summary>
    public double NamesY { get; }

    /// <summary>Place of the baseline's column.</summary>
    public double FirstX { get; }

    /// <summary>Place of the other's column.</summary>
    public double SecondX { get; }

    /// <summary>Height of the baseline's mean.</summary>
    public double FirstMean { get; }

    /// <summary>Height of the other's mean.</summary>
    public double SecondMean { get; }
}
