using System.Xml.Linq;
using DmlStudio.Web.Charts;
using SkiaSharp;

namespace DmlStudio.Web.Previews;

/// <summary>The picture that a chat shows of a link: headline of the page and its figure on the paper of the light design.</summary>
/// <param name="fonts">Fonts of this machine.</param>
internal sealed class PreviewCard(PictureFonts fonts)
{
    /// <summary>Size that chats draw without cutting anything off, pixels.</summary>
    public const int Width = 1200, Height = 630;

    private const float Margin = 48, Gap = 24, Inner = Width - 2 * Margin;

    // A figure that is as high as it is wide stands beside the headline: below it half of the card would be empty.
    private const float Upright = 1.25f, Column = 420;

    // A longer figure is cut off at its foot, for smaller nobody could read it.
    private const float Smallest = 0.62f, Largest = 2.2f;

    private readonly PictureText _text = new(fonts);

    /// <summary>Draws it.</summary>
    /// <param name="headline">Headline of the page.</param>
    /// <param name="basis">What it rests on; shown where there is room.</param>
    /// <param name="svg">Figure of the page, or null.</param>
    /// <returns>A PNG.</returns>
    public byte[] Draw(string headline, string basis, string? svg)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(Colour("paper"));
        var figure = svg is null ? null : SvgDrawing.Read(svg);
        if (figure is null || SvgDrawing.Size(figure) is not { Width: > 0, Height: > 0 } size) { Words(canvas, headline, basis); }
        else if (size.Width < Upright * size.Height) { Beside(canvas, headline, basis, figure, size); }
        else { Below(canvas, headline, basis, figure, size); }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private void Words(SKCanvas canvas, string headline, string basis)
    {
        var y = Write(canvas, headline, Margin, Margin + 24, Inner, "ink", (60, true, 4), (48, true, 5));
        Write(canvas, basis, Margin, y + Gap, Inner, "ink-2", (30, false, 5));
    }

    // A figure that is flat leaves room for what it rests on.
    private void Below(SKCanvas canvas, string headline, string basis, XElement figure, SKSize size)
    {
        var y = Write(canvas, headline, Margin, 36, Inner, "ink", (40, true, 2), (34, true, 2), (28, true, 3));
        var free = Height - Gap - y - size.Height * Math.Min(Largest, Inner / size.Width);
        if (free > 60) { y = Write(canvas, basis, Margin, y + 10, Inner, "ink-2", (24, false, Math.Min(3, (int)(free / 40)))); }
        Figure(canvas, figure, size, new SKRect(Margin, y + 12, Width - Margin, Height - 20));
    }

    private void Beside(SKCanvas canvas, string headline, string basis, XElement figure, SKSize size)
    {
        var y = Write(canvas, headline, Margin, Margin, Column, "ink", (40, true, 7), (34, true, 8), (28, true, 10));
        Write(canvas, basis, Margin, y + Gap, Column, "ink-2", (22, false, Math.Max(1, (int)((Height - y - 2 * Gap) / 30) - 1)));
        Figure(canvas, figure, size, new SKRect(Margin + Column + Gap, 24, Width - 24, Height - 24));
    }

    private void Figure(SKCanvas canvas, XElement figure, SKSize size, SKRect room)
    {
        var fit = Math.Min(room.Width / size.Width, room.Height / size.Height);
        var scale = Math.Min(room.Width / size.Width, Math.Clamp(fit, Smallest, Largest));
        canvas.Save();
        canvas.ClipRect(room);
        canvas.Translate(room.Left + (room.Width - scale * size.Width) / 2,
            room.Top + Math.Max(0, (room.Height - scale * size.Height) / 2));
        canvas.Scale(scale);
        new SvgDrawing(_text).Draw(canvas, figure);
        canvas.Restore();
    }

    // The largest of the faces in which all of the text has room; in the last one it is cut. Returns the foot of the last line.
    private float Write(SKCanvas canvas, string words, float x, float y, float width, string colour,
        params (float Size, bool Bold, int Lines)[] faces)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Colour(colour) };
        foreach (var (size, bold, most) in faces)
        {
            var face = new PictureText.Face(size, bold);
            var (lines, whole) = _text.Lines(words, face, width, most);
            if (!whole && size != faces[^1].Size) { continue; }
            foreach (var line in lines)
            {
                _text.Draw(canvas, line, x, y + size, face, paint);
                y += size * 1.28f;
            }
            break;
        }
        return y;
    }

    private static SKColor Colour(string token) => SKColor.Parse(DesignTokens.Light[token]);
}
