using DmlStudio.Web.Charts;
using DmlStudio.Web.Previews;

namespace DmlStudio.Tests.Web.Previews;

public sealed class PictureTextTests
{
    private static readonly PictureText.Face Face = new(20, false);

    [SkippableFact]
    public void Lines_OfALongText_HaveRoomAndEndInAnEllipsis()
    {
        var text = new PictureText(Drawn.Fonts());
        var words = string.Join(' ', Enumerable.Repeat("headline", 40));
        var (lines, whole) = text.Lines(words, Face, 300, 2);
        Assert.Equal((2, false), (lines.Count, whole));
        Assert.All(lines, l => Assert.True(text.Width(l, Face) <= 300));
        Assert.EndsWith("…", lines[1], StringComparison.Ordinal);
        var brief = text.Lines("two words", Face, 300, 2);
        Assert.Equal(("two words", true), (Assert.Single(brief.Lines), brief.Whole));
        Assert.Empty(text.Lines("", Face, 300, 2).Lines);
    }

    [SkippableFact]
    public void Lines_OfOneEndlessWord_AreCut()
    {
        var text = new PictureText(Drawn.Fonts());
        // Surrogates stay in pairs.
        var (lines, whole) = text.Lines(string.Concat(Enumerable.Repeat("\U0001D538", 200)), Face, 300, 3);
        Assert.False(whole);
        Assert.True(text.Width(Assert.Single(lines), Face) <= 300);
        Assert.False(char.IsHighSurrogate(lines[0].TrimEnd('…')[^1]));
    }

    [SkippableFact]
    public void Fitted_AnyText_IsNoWiderThanFiguresExpect()
    {
        var text = new PictureText(Drawn.Fonts());
        foreach (var words in new[] { "Accuracy of 20 texts, %", "WWWW", "iiii", "\u202Eabc" })
        {
            Assert.InRange(text.Fitted(words, Face), 1, (float)TextWidth.Of(words, Face.Size));
        }
        // A mark that turns the direction is drawn by nobody.
        Assert.Equal(text.Width("abc", Face), text.Width("\u202Eabc\u200B", Face));
    }
}
