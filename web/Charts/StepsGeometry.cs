using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Charts;

/// <summary>Lines over steps in a box; a value that is not a number breaks its line.</summary>
internal sealed class StepsGeometry
{
    /// <summary>Edges of the plot inside the picture, pixels.</summary>
    public const double Left = 40, Top = 10, Bottom = 36;

    /// <summary>Works the places out.</summary>
    /// <param name="lines">Values of each line by step.</param>
    /// <param name="steps">Planned steps; the axis ends there even when the lines have not arrived.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <param name="right">Room for names on the right, pixels.</param>
    public StepsGeometry(IReadOnlyList<float[]> lines, int steps, double width, double height, double right)
    {
        var last = Math.Max(Math.Max(steps, 2), lines.Select(l => l.Length).DefaultIfEmpty(0).Max()) - 1;
        float[] all = [.. lines.SelectMany(l => l).Where(float.IsFinite)];
        // An axis of losses and weights begins at 0 unless there are negative values.
        var ticks = all.Length == 0 ? [0, 1] : Ticks.Of(Math.Min(0, all.Min()), Math.Max(all.Max(), 0), 5);
        Right = width - right;
        double X(double step) => Left + (Right - Left) * step / last;
        double Y(double value) => Top + (height - Top - Bottom) * (1 - (value - ticks[0]) / (ticks[^1] - ticks[0]));
        (Axis, Digits) = ([.. ticks.Select(t => (t, Y(t)))], Ticks.Digits(ticks));
        Steps = [.. Ticks.Of(0, last, width > 400 ? 6 : 4).Where(t => t <= last && t == Math.Floor(t)).Select(t => ((int)t, X(t)))];
        Paths = [.. lines.Select(l => Path(l, X, Y))];
        Ends = [.. lines.Select(l => Array.FindLastIndex(l, float.IsFinite) is var at && at >= 0
            ? (X(at), Y(l[at]))
            : ((double, double)?)null)];
    }

    /// <summary>Right end of the plot, pixels.</summary>
    public double Right { get; }

    /// <summary>Ticks of the values with their heights.</summary>
    public IReadOnlyList<(double Value, double Y)> Axis { get; }

    /// <summary>Digits of the ticks.</summary>
    public int Digits { get; }

    /// <summary>Ticks of the steps with their places.</summary>
    public IReadOnlyList<(int Step, double X)> Steps { get; }

    /// <summary>Path of each line.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Where each line ends; null without a value.</summary>
    public IReadOnlyList<(double X, double Y)?> Ends { get; }

    private static string Path(float[] values, Func<double, double> x, Func<double, double> y)
    {
        var path = new System.Text.StringBuilder();
        var pen = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) { pen = false; continue; }
            path.Append(pen ? 'L' : 'M').Append(Num.At(x(i))).Append(' ').Append(Num.At(y(values[i])));
            pen = true;
        }
        return path.ToString();
    }
}
