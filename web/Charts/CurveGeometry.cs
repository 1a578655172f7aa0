using DmlStudio.Records;
using DmlStudio.Web.Components;

namespace DmlStudio.Web.Charts;

/// <summary>Lines of a learning curve in a box, drawn over steps on a shared axis that starts at 0.</summary>
public sealed class CurveGeometry
{
    /// <summary>Width and height of the plot area, pixels.</summary>
    public const int Width = 560, Height = 180;

    /// <summary>Works the lines out.</summary>
    /// <param name="curve">Curve.</param>
    /// <param name="steps">Planned steps.</param>
    public CurveGeometry(TrainingCurve curve, int steps)
    {
        ArgumentNullException.ThrowIfNull(curve);
        (string Name, float[] Values)[] all = [("Loss", curve.Loss), ("Cross-entropy", curve.Cce), ("Metric loss", curve.Dml)];
        Top = all.SelectMany(l => l.Values).Where(float.IsFinite).DefaultIfEmpty(1).Max();
        Lines = [.. all.Where(l => l.Values.Any(float.IsFinite)).Select(l => (l.Name, Path(l.Values, Math.Max(2, steps))))];
    }

    /// <summary>Value at the upper edge.</summary>
    public double Top { get; }

    /// <summary>Name and SVG path of each line.</summary>
    public IReadOnlyList<(string Name, string Path)> Lines { get; }

    private string Path(float[] values, int steps) => string.Join(' ', values.Select((v, i) =>
        $"{(i == 0 ? "M" : "L")}{Num.At(i * (double)Width / (steps - 1))} {Num.At(Height - (Top > 0 && float.IsFinite(v) ? Math.Max(0, v) / Top : 0) * Height)}"));
}
