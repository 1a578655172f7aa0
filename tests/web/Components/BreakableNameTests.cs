using Bunit;
using DmlStudio.Web.Components;

namespace DmlStudio.Tests.Web.Components;

public sealed class BreakableNameTests : IDisposable
{
    private readonly BunitContext _browser = new();

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("AddToPlaylist", "Add|To|Playlist")]
    [InlineData("card_not_working", "card_|not_|working")]
    [InlineData("__a", "__|a")]
    [InlineData("ABBR", "ABBR")]
    [InlineData("mobile phone", "mobile phone")]
    [InlineData("a<b>", "a&lt;b&gt;")]
    public void Name_IsBrokenBetweenItsPartsOnly(string name, string parts) =>
        Assert.Equal(parts, _browser.Render<BreakableName>(p => p.Add(x => x.Name, name)).Markup
            .Replace("<wbr>", "|", StringComparison.Ordinal).Trim());
}
