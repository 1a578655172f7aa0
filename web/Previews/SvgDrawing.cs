using System.Xml;
using System.Xml.Linq;
using SkiaSharp;

namespace DmlStudio.Web.Previews;

/// <summary>Draws the SVG of our own figures, which holds shapes, paths and lines of text and no more; a whole renderer of SVG would
/// bring ten packages for them. An element that it does not know is left out, and a test tells of it.</summary>
/// <param name="text">Draws the text.</param>
internal sealed class SvgDrawing(PictureText text)
{
    /// <summary>Elements that it draws, or that show nothing.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["svg", "g", "line", "path", "rect", "circle", "polygon", "text", "title", "desc", "style"];

    /// <summary>Size of a figure.</summary>
    /// <param name="svg">The figure.</param>
    /// <returns>Pixels.</returns>
    public static SKSize Size(XElement svg) => new(Number(svg, "width"), Number(svg, "height"));

    /// <summary>Reads a figure.</summary>
    /// <param name="svg">Well-formed XML without a document type.</param>
    public static XElement Read(string svg)
    {
        using var reader = XmlReader.Create(new StringReader(svg),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    /// <summary>Draws a figure at its own size from the origin of a canvas.</summary>
    public void Draw(SKCanvas canvas, XElement svg)
    {
        var sheet = new SvgSheet(string.Concat(svg.Elements().Where(e => e.Name.LocalName == "style").Select(e => e.Value)));
        Children(canvas, svg, new SvgStyle(), sheet);
    }

    private void Children(SKCanvas canvas, XElement parent, SvgStyle around, SvgSheet sheet)
    {
        foreach (var element in parent.Elements()) { Element(canvas, element, Styled(element, around, sheet), sheet); }
    }

    private void Element(SKCanvas canvas, XElement e, SvgStyle style, SvgSheet sheet)
    {
        switch (e.Name.LocalName)
        {
            case "g": Children(canvas, e, style, sheet); break;
            case "svg": Inner(canvas, e, style, sheet); break;
            case "text": Text(canvas, e, style); break;
            default:
                using (var path = Path(e)) { if (path is not null) { Shape(canvas, path, style); } }
                break;
        }
    }

    // An attribute is weaker than the stylesheet, which is weaker than the element's own style.
    private static SvgStyle Styled(XElement e, SvgStyle around, SvgSheet sheet)
    {
        var style = e.Attributes().Aggregate(around, (s, a) => s.With(a.Name.LocalName, a.Value));
        var classes = e.Attribute("class")?.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        style = sheet.Of(e.Name.LocalName, classes).Aggregate(style, (s, d) => s.With(d.Name, d.Value));
        return e.Attribute("style") is { } own
            ? SvgSheet.Declarations(own.Value).Aggregate(style, (s, d) => s.With(d.Name, d.Value)) : style;
    }

    private void Inner(SKCanvas canvas, XElement svg, SvgStyle style, SvgSheet sheet)
    {
        var size = Size(svg);
        if (size.IsEmpty) { return; }
        canvas.Save();
        canvas.Translate(Number(svg, "x"), Number(svg, "y"));
        canvas.ClipRect(new SKRect(0, 0, size.Width, size.Height), SKClipOperation.Intersect, antialias: true);
        if (svg.Attribute("viewBox")?.Value.Split(' ') is { Length: 4 } box)
        {
            var (w, h) = (SvgStyle.Length(box[2]), SvgStyle.Length(box[3]));
            if (w > 0 && h > 0)
            {
                var (sx, sy) = (size.Width / w, size.Height / h);
                if (svg.Attribute("preserveAspectRatio")?.Value != "none") { sx = sy = Math.Min(sx, sy); }
                canvas.Translate((size.Width - sx * w) / 2, (size.Height - sy * h) / 2);
                canvas.Scale(sx, sy);
                canvas.Translate(-SvgStyle.Length(box[0]), -SvgStyle.Length(box[1]));
            }
        }
        Children(canvas, svg, style, sheet);
        canvas.Restore();
    }

    private static SKPath? Path(XElement e) => e.Name.LocalName switch
    {
        "path" => Data(e.Attribute("d")?.Value),
        "line" => Data(FormattableString.Invariant($"M{Number(e, "x1")} {Number(e, "y1")}L{Number(e, "x2")} {Number(e, "y2")}")),
        "rect" when Number(e, "width") > 0 && Number(e, "height") > 0 => Data(FormattableString.Invariant(
            $"M{Number(e, "x")} {Number(e, "y")}h{Number(e, "width")}v{Number(e, "height")}h{-Number(e, "width")}z")),
        "circle" when Number(e, "r") > 0 => Circle(Number(e, "cx"), Number(e, "cy"), Number(e, "r")),
        "polygon" => Data("M" + e.Attribute("points")?.Value + "z"),
        _ => null,
    };

    private static SKPath? Circle(float x, float y, float r) =>
        Data(FormattableString.Invariant($"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"));

    private static SKPath? Data(string? data) => string.IsNullOrWhiteSpace(data) ? null : SKPath.ParseSvgPathData(data);

    private static void Shape(SKCanvas canvas, SKPath path, SvgStyle style)
    {
        using SKPaint? fill = style.FillPaint(), stroke = style.StrokePaint();
        foreach (var paint in style.StrokeFirst ? new[] { stroke, fill } : [fill, stroke])
        {
            if (paint is not null) { canvas.DrawPath(path, paint); }
        }
    }

    private void Text(SKCanvas canvas, XElement e, SvgStyle style)
    {
        var words = string.Join(' ', e.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (words.Length == 0) { return; }
        var face = new PictureText.Face(style.FontSize, style.Bold);
        var width = e.Attribute("textLength") is { } asked ? SvgStyle.Length(asked.Value) : text.Fitted(words, face);
        var x = Number(e, "x") - style.Anchor switch { "middle" => width / 2, "end" => width, _ => 0 };
        using SKPaint? fill = style.FillPaint(), stroke = style.StrokePaint();
        foreach (var paint in style.StrokeFirst ? new[] { stroke, fill } : [fill, stroke])
        {
            if (paint is not null) { text.Draw(canvas, words, x, Number(e, "y"), face, paint, width); }
        }
    }

    private static float Number(XElement e, string name) => SvgStyle.Length(e.Attribute(name)?.Value);
}
