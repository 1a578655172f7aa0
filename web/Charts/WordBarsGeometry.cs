namespace DmlStudio.Web.Charts;

/// <summary>Geometry of weights laid side by side, one line per word, one mark per row.</summary>
internal sealed class WordBarsGeometry
{
    private readonly int _rows;

    /// <summary>Lays out.</summary>
    /// <param name="largest">Largest absolute value, whiskers included.</param>
    /// <param name="rows">Marks of a line.</param>
    public WordBarsGeometry(double largest, int words, int rows)
    {
        _rows = Math.Max(1, rows);
        Most = Nice(largest);
        LineHeight = Math.Max(26, 12 * _rows + 8);
        Height = Top + words * LineHeight + 36;
    }

    /// <summary>Width of the picture.</summary>
    public static double Width => 342;

    /// <summary>Left end of the axis.</summary>
    public static double Left => 104;

    /// <summary>Right end of the axis.</summary>
    public static double Right => 318;

    /// <summary>Top of the first line.</summary>
    public static double Top => 20;

    /// <summary>End of the axis on both sides, a round number.</summary>
    public double Most { get; }

    /// <summary>Height of a line.</summary>
    public double LineHeight { get; }

    /// <summary>Height of the picture.</summary>
    public double Height { get; }

    /// <summary>Place of a weight; weights beyond the axis lie on its end.</summary>
    public double X(double weight) => Left + (Math.Clamp(weight, -Most, Most) + Most) / (2 * Most) * (Right - Left);

    /// <summary>Place of a mark.</summary>
    /// <param name="row">Mark in the line.</param>
    public double Y(int word, int row) => Top + word * LineHeight + (row + 0.5) * (LineHeight - 8) / _rows + 4;

    /// <summary>The next of 1, 1.5, 2, 3, 5, 7.5 times a power of ten.</summary>
    /// <param name="value">Value; nothing finite and positive gives 1.</param>
    public static double Nice(double value)
    {
        if (!double.IsFinite(value) || value <= 0) { return 1; }
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1.0, 1.5, 2, 3, 5, 7.5, 10 }.First(f => f * power >= value * (1 - 1e-9)) * power;
    }
}
