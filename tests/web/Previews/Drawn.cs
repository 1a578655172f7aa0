using DmlStudio.Web.Previews;
using SkiaSharp;

namespace DmlStudio.Tests.Web.Previews;

/// <summary>Looks at pictures that were drawn.</summary>
internal static class Drawn
{
    /// <summary>Fonts of this machine; the test is skipped where there is none.</summary>
    public static PictureFonts Fonts()
    {
        var fonts = new PictureFonts(PictureFonts.Folders);
        Skip.If(fonts.Lacking is not null, fonts.Lacking);
        return fonts;
    }

    /// <summary>An SVG of 100 × 100 as it is drawn.</summary>
    /// <param name="inner">What is in it.</param>
    public static SKBitmap Svg(PictureFonts fonts, string inner)
    {
        var picture = new SKBitmap(100, 100);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        new SvgDrawing(new PictureText(fonts)).Draw(canvas,
            SvgDrawing.Read($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\">{inner}</svg>"));
        return picture;
    }

    /// <summary>A PNG; it must be one, of the size of previews.</summary>
    public static SKBitmap Card(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var picture = SKBitmap.Decode(png);
        Assert.Equal((PreviewCard.Width, PreviewCard.Height), (picture.Width, picture.Height));
        return picture;
    }

    /// <summary>Number of colours in a part of a picture.</summary>
    public static int Colours(SKBitmap picture, SKRectI part) => Points(picture, part).Distinct().Count();

    /// <summary>Number of points in a part of a picture that are not its paper.</summary>
    public static int Inked(SKBitmap picture, SKRectI part) => Points(picture, part).Count(c => c != SKColors.White);

    private static IEnumerable<SKColor> Points(SKBitmap picture, SKRectI part) =>
        from y in Enumerable.Range(part.Top, part.Height) from x in Enumerable.Range(part.Left, part.Width) select picture.GetPixel(x, y);
}
