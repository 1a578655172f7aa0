using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Charts;

/// <summary>Places of lines, bands and markers in a box whose text never shrinks.</summary>
internal sealed class LineBandsGeometry
{
    /// <summary>Edges around the plot area, pixels.</summary>
    public const int Left = 40, Right = 14, Top = 12, Bottom = 62;

    /// <summary>Height kept at the foot for bars, pixels.</summary>
    public const int BarHeight = 34;

    private readonly double _from, _to, _low, _high;

    /// <summary>Works the scales out.</summary>
    /// <param name="from">Left end of the horizontal axis.</param>
    /// <param name="to">Right end, above <paramref name="from"/>.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="bars">Whether bars stand at the foot.</param>
    /// <param name="low">Lower end of the vertical axis; null for the tenth below everything shown.</param>
    public LineBandsGeometry(IReadOnlyList<ChartLine> lines, double from, double to, int width, int height, bool bars = false,
        double? low = null)
    {
        (_from, _to, Width, Height) = (from, to > from ? to : from + 1, width, height);
        var values = lines.SelectMany(l => l.Points).SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y }).Where(double.IsFinite)
            .ToArray();
        (var least, var most) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        _low = low ?? Math.Max(0, Math.Floor(least * 10 + 1e-9) / 10);
        _high = Math.Min(1, Math.Ceiling(most * 10 - 1e-9) / 10);
        if (_high <= _low) { (_low, _high) = _low >= 1 ? (0.9, 1) : (_low, _low + 0.1); }
        var step = _high - _low > 0.55 ? 0.2 : _high - _low > 0.25 ? 0.1 : _high - _low > 0.12 ? 0.05 : 0.02;
        Floor = Height - Bottom - (bars ? BarHeight + 8 : 0);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((_high - _low) / step + 1e-9) + 1).Select(i => _high - i * step)
            .Where(v => v >= _low - 1e-9)];
    }

    /// <summary>Width of the picture.</summary>
    public int Width { get; }

    /// <summary>Height of the picture.</summary>
    public int Height { get; }

    /// <summary>Lower edge of the plot area, pixels from the top.</summary>
    public int Floor { get; }

    /// <summary>Values with a grid line, from the top.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where the line y = x begins and ends within both axes: drawn further it would be bent to the edge.</summary>
    public (double From, double To) Equality => (Math.Max(_from, _low), Math.Max(Math.Max(_from, _low), Math.Min(_to, _high)));

    /// <summary>Horizontal place, pixels.</summary>
    public double X(double x) => Left + (x - _from) / (_to - _from) * (Width - Left - Right);

    /// <summary>Vertical place, pixels; what lies outside is drawn on the edge.</summary>
    public double Y(double y) => Top + (1 - (Math.Clamp(y, _low, _high) - _low) / (_high - _low)) * (Floor - Top);

    /// <summary>SVG path of a line.</summary>
    public string Path(ChartLine line)
    {
        var parts = new List<string>();
        var open = false;
        foreach (var p in line.Points)
        {
            var shown = double.IsFinite(p.X) && double.IsFinite(p.Y);
            if (shown) { parts.Add($"{(open ? 'L' : 'M')}{Num.At(X(p.X))} {Num.At(Y(p.Y))}"); }
            open = shown;
        }
        return string.Join(' ', parts);
    }

    /// <summary>SVG path of bars at the foot.</summary>
    public string Path(ChartBars bars) => string.Concat(bars.Bars.Select(b =>
    {
        // One that says little is still seen.
        var (left, width, height) = (X(b.From), Math.Max(1, X(b.To) - X(b.From)), BarHeight * b.Share);
        var foot = Floor + 8 + BarHeight;
        return $"M{Num.At(left)} {foot}L{Num.At(left)} {Num.At(foot - height)}L{Num.At(left + width)} {Num.At(foot - height)}"
            + $"L{Num.At(left + width)} {foot}z";
    }));

    /// <summary>SVG path of a line's band: one closed piece for each stretch of points with intervals; empty without.</summary>
    public string Band(ChartLine line)
    {
        var parts = new List<string>();
        var stretch = new List<ChartPoint>();
        foreach (var p in line.Points.Append(new ChartPoint(double.NaN, double.NaN)))
        {
            if (p is { Low: { } low, High: { } high } && double.IsFinite(p.X) && double.IsFinite(low) && double.IsFinite(high))
            {
                stretch.Add(p);
                continue;
            }
            if (stretch.Count > 1)
            {
                var up = stretch.Select(q => $"{Num.At(X(q.X))} {Num.At(Y(q.High!.Value))}");
                var down = Enumerable.Reverse(stretch).Select(q => $"{Num.At(X(q.X))} {Num.At(Y(q.Low!.Value))}");
                parts.Add("M" + string.Join('L', up.Concat(down)) + "Z");
            }
            stretch.Clear();
        }
        return string.Join(' ', parts);
    }

    /// <summary>Dashes of the line at a place among the lines: the first (baseline) and the third are dashed.</summary>
    /// <param name="line">Place, from 0.</param>
    public static string? Dashes(int line) => line switch { 0 => "5 3", 2 => "9 3 2 3", _ => null };
}
