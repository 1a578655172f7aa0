using System.Text;
using DmlStudio.Web.Previews;
using SkiaSharp;

namespace DmlStudio.Tests.Web.Previews;

public sealed class PictureFontsTests
{
    [Fact]
    public void Fonts_WhereNoneLies_SayWhatMendsIt()
    {
        var fonts = new PictureFonts(["/no/such/folder", "/none/here"]);
        Assert.Equal("The machine of these pages has no font that is known here, so no picture can be drawn; previews stay SVG. "
            + "On Debian and Ubuntu the package fonts-dejavu-core brings one; then the browser program is to be started anew.",
            fonts.Lacking);
        Assert.Equal(fonts.Lacking, Assert.Throws<InvalidOperationException>(() => fonts.Of(new Rune('a'), false)).Message);
    }

    [Fact]
    public void Fonts_AFileThatIsNone_IsPassedOver()
    {
        var folder = Directory.CreateTempSubdirectory("fonts-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "DejaVuSans.ttf"), "no font");
            Assert.StartsWith("The machine of these pages has no font",
                new PictureFonts([folder.FullName]).Lacking, StringComparison.Ordinal);
        }
        finally { folder.Delete(recursive: true); }
    }

    [SkippableFact]
    public void Of_ALetter_HasItOrIsThePlainFace()
    {
        var fonts = Drawn.Fonts();
        foreach (var bold in new[] { false, true })
        {
            using var font = new SKFont(fonts.Of(new Rune('a'), bold));
            Assert.True(font.ContainsGlyph('a'));
        }
        // A letter that nobody assigned is drawn as the box of the plain face.
        Assert.Same(fonts.Of(new Rune('a'), false), fonts.Of(new Rune(0x10FFFD), false));
    }
}
