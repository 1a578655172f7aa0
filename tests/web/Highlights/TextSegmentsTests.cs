using DmlStudio.Records;
using DmlStudio.Web.Highlights;

namespace DmlStudio.Tests.Web.Highlights;

public sealed class TextSegmentsTests
{
    [Fact]
    public void Of_TruncatedText_MarksWhatTheModelDidNotRead()
    {
        const string source = "one two, three four";
        WordWeight[] words = [new(0, 3, 0.1), new(4, 8, 0.9), new(9, 14, null), new(15, 19, null)];
        Assert.Equal([("one ", -1, true), ("two,", 1, true), (" three four", -1, false)], TextSegments.Of(source, words, w => w == 1)
            .Select(s => (s.Text, s.Word, s.Seen)));
    }

    [Fact]
    public void Of_AnyWords_GivesTheTextBack()
    {
        const string source = "  Ünï\u202Ecode <b>&amp; 🙂🙂 twice twice ";
        var words = source.Split(' ').Where(w => w.Length > 0).Aggregate((At: 0, List: new List<WordWeight>()), (so, word) =>
        {
            var start = source.IndexOf(word, so.At, StringComparison.Ordinal);
            so.List.Add(new WordWeight(start, start + word.Length, start));
            return (start + word.Length, so.List);
        }).List;
        for (var mask = 0; mask < 1 << words.Count; mask++)
        {
            Assert.Equal(source.TrimEnd(), string.Concat(TextSegments.Of(source, words, w => (mask >> w & 1) == 1).Select(s => s.Text)));
        }
    }

    [Fact]
    public void Of_WordOf100000Characters_IsShownShortenedWithItsLength()
    {
        var source = new string('x', 100_000) + " end";
        var segments = TextSegments.Of(source, [new(0, 100_000, 1), new(100_001, 100_004, null)], _ => true);
        Assert.Equal([0, -1], segments.Select(s => s.Word));
        Assert.Contains("(100000 characters)", segments[0].Text, StringComparison.Ordinal);
        Assert.True(segments[0].Text.Length < 200);
    }

    [Fact]
    public void Shortened_SurrogatePairs_StayWhole()
    {
        var text = string.Concat(Enumerable.Repeat("🙂", 100));
        for (var longest = 20; longest < 40; longest++)
        {
            Assert.DoesNotContain('\uFFFD',
                System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(TextSegments.Shortened(text, longest))));
        }
    }

    [Theory]
    [InlineData(0.04, 0)]
    [InlineData(0.06, 1)]
    [InlineData(-0.2, -2)]
    [InlineData(0.9, 3)]
    [InlineData(-5.0, -3)]
    [InlineData(double.NaN, 0)]
    [InlineData(null, 0)]
    public void Bin_Weights_FallInSevenBins(double? weight, int bin) => Assert.Equal(bin, new HighlightScale(1, 0.05).Bin(weight, 0.05));

    [Fact]
    public void Bin_NothingWeighs_GivesNoColour() => Assert.Equal(0, new HighlightScale(0, 0).Bin(0, 0));
}
