using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

public class FewTextsTests
{
    [Theory]
    [InlineData(new[] { 30, 400 }, null)]
    [InlineData(new[] { 29 }, "Few held-out texts: 29 a run, fewer than 30. One text moves accuracy by 3.4 points.")]
    [InlineData(new[] { 12, 400, 8 }, "Few held-out texts: 8 to 12 a run, fewer than 30. One text moves accuracy by 12.5 points.")]
    [InlineData(new[] { 0 }, "No held-out text: there is no figure.")]
    [InlineData(new int[0], null)]
    public void Remark_SaysHowFew(int[] texts, string? remark) => Assert.Equal(remark, FewTexts.Remark(texts));
}
