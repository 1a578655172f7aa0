using DmlStudio.Web.Previews;
using SkiaSharp;

namespace DmlStudio.Tests.Web.Previews;

public sealed class PreviewCardTests
{
    private static readonly string Wide = Red(800, 400), Upright = Red(400, 400);

    [SkippableFact]
    public void Draw_AWideFigure_StandsBelowTheHeadline()
    {
        using var card = Drawn.Card(new PreviewCard(Drawn.Fonts()).Draw("ProxyAnchor gains 2.1 points", "20 runs", Wide));
        Assert.True(Drawn.Inked(card, new SKRectI(40, 30, 900, 100)) > 1000);
        Assert.Equal(SKColors.Red, card.GetPixel(600, 400));
        Assert.Equal(SKColors.White, card.GetPixel(5, 625));
    }

    [SkippableFact]
    public void Draw_AnUprightFigure_StandsBesideTheHeadline()
    {
        using var card = Drawn.Card(new PreviewCard(Drawn.Fonts()).Draw("ProxyAnchor gains 2.1 points", "20 runs", Upright));
        Assert.True(Drawn.Inked(card, new SKRectI(40, 30, 470, 300)) > 1000);
        Assert.Equal((SKColors.Red, SKColors.White), (card.GetPixel(850, 315), card.GetPixel(200, 600)));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" />")]
    public void Draw_WithoutAFigure_ShowsHeadlineAndBasis(string? svg)
    {
        var draw = new PreviewCard(Drawn.Fonts());
        using SKBitmap both = Drawn.Card(draw.Draw("Two models differ", "On 20 texts.", svg)),
            headline = Drawn.Card(draw.Draw("Two models differ", "", svg)), nothing = Drawn.Card(draw.Draw("", "", svg));
        var all = new SKRectI(0, 0, PreviewCard.Width, PreviewCard.Height);
        Assert.Equal(0, Drawn.Inked(nothing, all));
        Assert.InRange(Drawn.Inked(headline, all), 1000, Drawn.Inked(both, all) - 500);
    }

    [SkippableFact]
    public void Draw_AnyWords_StaysWithinTheMargin()
    {
        var draw = new PreviewCard(Drawn.Fonts());
        var many = string.Join(' ', Enumerable.Repeat("words", 400));
        foreach (var words in new[] { new string('W', 400), many, SampleStore.Hostile, "\uD800" })
        {
            foreach (var svg in new[] { null, Wide, Upright })
            {
                using var card = Drawn.Card(draw.Draw(words, words, svg));
                Assert.Equal(0, Drawn.Inked(card, new SKRectI(0, 0, 40, PreviewCard.Height)));
                Assert.Equal(0, Drawn.Inked(card, new SKRectI(PreviewCard.Width - 20, 0, PreviewCard.Width, PreviewCard.Height)));
                Assert.Equal(0, Drawn.Inked(card, new SKRectI(0, PreviewCard.Height - 15, PreviewCard.Width, PreviewCard.Height)));
            }
        }
    }

    private static string Red(int width, int height) => FormattableString.Invariant(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">")
        + FormattableString.Invariant($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ff0000\" /></svg>");
}
