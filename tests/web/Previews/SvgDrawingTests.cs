using System.Xml;
using DmlStudio.Web.Previews;
using SkiaSharp;

namespace DmlStudio.Tests.Web.Previews;

public sealed class SvgDrawingTests
{
    private static readonly PictureFonts NoFonts = new([]);

    [Theory]
    [InlineData("<rect x=\"10\" y=\"10\" width=\"50\" height=\"50\" fill=\"#ff0000\" />")]
    [InlineData("<circle cx=\"35\" cy=\"35\" r=\"20\" fill=\"#ff0000\" />")]
    [InlineData("<polygon points=\"10,10 60,10 60,60 10,60\" fill=\"#ff0000\" />")]
    [InlineData("<path d=\"M10 10h50v50h-50z\" fill=\"#ff0000\" />")]
    [InlineData("<line x1=\"10\" x2=\"60\" y1=\"35\" y2=\"35\" stroke=\"#ff0000\" stroke-width=\"9\" />")]
    [InlineData("<g fill=\"#ff0000\"><rect x=\"10\" y=\"10\" width=\"50\" height=\"50\" /></g>")]
    [InlineData("<svg x=\"9\" width=\"60\" height=\"60\" viewBox=\"0 0 5 5\" fill=\"#ff0000\"><rect width=\"5\" height=\"5\" /></svg>")]
    // The stylesheet is stronger than an attribute, a class than an element, and the element's own style than all.
    [InlineData("<style>svg rect{fill:#ff0000}</style><rect x=\"10\" y=\"10\" width=\"50\" height=\"50\" fill=\"#00ff00\" />")]
    [InlineData("<style>svg .a{fill:#ff0000}svg rect{fill:#00ff00}</style><rect class=\"a b\" width=\"50\" height=\"50\" />")]
    [InlineData("<style>rect{fill:#00ff00}</style><rect width=\"50\" height=\"50\" style=\"fill:#ff0000;opacity:none\" />")]
    public void Shape_IsDrawnInItsColourAtItsPlace(string inner)
    {
        using var picture = Drawn.Svg(NoFonts, inner);
        Assert.Equal((SKColors.Red, SKColors.White), (picture.GetPixel(35, 35), picture.GetPixel(80, 80)));
    }

    [Theory]
    [InlineData("<rect width=\"50\" height=\"50\" fill=\"none\" />")]
    [InlineData("<rect width=\"0\" height=\"50\" />")]
    [InlineData("<path d=\"\" />")]
    [InlineData("<path d=\"nothing of a path\" />")]
    [InlineData("<foreignObject width=\"50\" height=\"50\" />")]
    [InlineData("<svg width=\"0\" height=\"0\"><rect width=\"50\" height=\"50\" /></svg>")]
    // What is outside of a picture within the picture is cut off.
    [InlineData("<svg x=\"60\" width=\"20\" height=\"20\"><rect x=\"-50\" width=\"30\" height=\"100\" /></svg>")]
    public void Nothing_IsDrawnOfWhatShowsNothing(string inner)
    {
        using var picture = Drawn.Svg(NoFonts, inner);
        Assert.Equal(0, Drawn.Inked(picture, new SKRectI(0, 0, 100, 100)));
    }

    [Fact]
    public void Dashes_LeaveGaps()
    {
        using var picture = Drawn.Svg(NoFonts, "<line x1=\"0\" x2=\"100\" y1=\"50\" y2=\"50\" stroke=\"#000000\" stroke-width=\"10\" "
            + "stroke-dasharray=\"20\" />");
        Assert.Equal([SKColors.Black, SKColors.White, SKColors.Black], new[] { 10, 30, 50 }.Select(x => picture.GetPixel(x, 50)));
    }

    [Fact]
    public void Opacity_LetsThePaperThrough()
    {
        using var picture = Drawn.Svg(NoFonts, "<rect width=\"50\" height=\"50\" fill=\"#000000\" fill-opacity=\".5\" />");
        Assert.InRange(picture.GetPixel(20, 20).Red, 126, 129);
    }

    [SkippableTheory]
    [InlineData("start", 50, 100)]
    [InlineData("middle", 25, 75)]
    [InlineData("end", 0, 50)]
    public void Text_StandsAtItsAnchor(string anchor, int from, int to)
    {
        using var picture = Drawn.Svg(Drawn.Fonts(), $"<text x=\"50\" y=\"50\" text-anchor=\"{anchor}\" textLength=\"48\">words</text>");
        Assert.True(Drawn.Inked(picture, new SKRectI(from, 30, to, 60)) > 50);
        Assert.Equal(Drawn.Inked(picture, new SKRectI(0, 0, 100, 100)), Drawn.Inked(picture, new SKRectI(from, 30, to, 60)));
    }

    [Fact]
    public void Read_ADocumentType_IsRefused() =>
        Assert.Throws<XmlException>(() => SvgDrawing.Read("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg />"));
}
