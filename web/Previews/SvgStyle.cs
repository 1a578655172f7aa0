using System.Globalization;
using SkiaSharp;

namespace DmlStudio.Web.Previews;

/// <summary>How an element of a figure is drawn; what an element does not say it has from the one around it.</summary>
internal sealed record SvgStyle
{
    /// <summary>Colour of what is inside, or null for none.</summary>
    public SKColor? Fill { get; init; } = SKColors.Black;

    /// <summary>Colour of the line, or null for none.</summary>
    public SKColor? Stroke { get; init; }

    /// <summary>Opacity of what is inside, from 0 to 1.</summary>
    public float FillOpacity { get; init; } = 1;

    /// <summary>Opacity of the line, from 0 to 1.</summary>
    public float StrokeOpacity { get; init; } = 1;

    /// <summary>Width of the line, pixels.</summary>
    public float StrokeWidth { get; init; } = 1;

    /// <summary>Lengths of dashes and gaps, pixels; empty for a line that is whole.</summary>
    public float[] Dashes { get; init; } = [];

    /// <summary>Ends of a line.</summary>
    public SKStrokeCap Cap { get; init; } = SKStrokeCap.Butt;

    /// <summary>Corners of a line.</summary>
    public SKStrokeJoin Join { get; init; } = SKStrokeJoin.Miter;

    /// <summary>Whether the line is drawn below what is inside.</summary>
    public bool StrokeFirst { get; init; }

    /// <summary>Size of the font, pixels.</summary>
    public float FontSize { get; init; } = 12;

    /// <summary>Whether text is bold.</summary>
    public bool Bold { get; init; }

    /// <summary>Which part of a text stands at its place: <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public string Anchor { get; init; } = "start";

    /// <summary>The style with a property set; what is not known changes nothing.</summary>
    /// <param name="name">Name of a property or of an attribute.</param>
    /// <param name="value">Its value.</param>
    public SvgStyle With(string name, string value) => name switch
    {
        "fill" => this with { Fill = Colour(value) },
        "stroke" => this with { Stroke = Colour(value) },
        "fill-opacity" => this with { FillOpacity = Length(value, FillOpacity) },
        "stroke-opacity" => this with { StrokeOpacity = Length(value, StrokeOpacity) },
        "stroke-width" => this with { StrokeWidth = Length(value, StrokeWidth) },
        "stroke-dasharray" => this with { Dashes = DashesOf(value) },
        "stroke-linecap" => this with { Cap = CapOf(value) },
        "stroke-linejoin" => this with { Join = JoinOf(value) },
        "paint-order" => this with { StrokeFirst = value.StartsWith("stroke", StringComparison.Ordinal) },
        "font-size" => this with { FontSize = Length(value, FontSize) },
        "font-weight" => this with { Bold = value == "bold" || Length(value, 400) >= 600 },
        "text-anchor" => this with { Anchor = value },
        _ => this,
    };

    /// <summary>The paint of what is inside, or null for none.</summary>
    public SKPaint? FillPaint() => Fill is not { } colour ? null
        : new SKPaint { IsAntialias = true, Style = SKPaintStyle.Fill, Color = Faded(colour, FillOpacity) };

    /// <summary>The paint of the line, or null for none.</summary>
    public SKPaint? StrokePaint()
    {
        if (Stroke is not { } colour || StrokeWidth <= 0) { return null; }
        var paint = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            Color = Faded(colour, StrokeOpacity),
            StrokeWidth = StrokeWidth,
            StrokeCap = Cap,
            StrokeJoin = Join,
        };
        if (Dashes.Length > 0) { paint.PathEffect = SKPathEffect.CreateDash(Dashes, 0); }
        return paint;
    }

    /// <summary>A length such as <c>12</c> or <c>12px</c>.</summary>
    /// <param name="text">The length, or null.</param>
    /// <param name="otherwise">What holds where it is none.</param>
    public static float Length(string? text, float otherwise = 0)
    {
        var number = text?.EndsWith("px", StringComparison.Ordinal) == true ? text[..^2] : text;
        return float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var length) && float.IsFinite(length)
            ? length : otherwise;
    }

    private static SKStrokeCap CapOf(string value) => value switch
    {
        "round" => SKStrokeCap.Round,
        "square" => SKStrokeCap.Square,
        _ => SKStrokeCap.Butt,
    };

    private static SKStrokeJoin JoinOf(string value) => value switch
    {
        "round" => SKStrokeJoin.Round,
        "bevel" => SKStrokeJoin.Bevel,
        _ => SKStrokeJoin.Miter,
    };

    // A pattern of an odd number of lengths is gone through twice.
    private static float[] DashesOf(string value)
    {
        float[] lengths = [.. value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(v => Length(v, -1))];
        return lengths.Length == 0 || lengths.Any(l => l < 0) || lengths.All(l => l == 0) ? []
            : lengths.Length % 2 == 0 ? lengths : [.. lengths, .. lengths];
    }

    private static SKColor? Colour(string value) => SKColor.TryParse(value, out var colour) ? colour : null;

    private static SKColor Faded(SKColor colour, float opacity) => colour.WithAlpha((byte)Math.Round(255 * Math.Clamp(opacity, 0, 1)));
}
