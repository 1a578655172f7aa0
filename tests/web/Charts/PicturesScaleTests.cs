using System.Text.RegularExpressions;

namespace DmlStudio.Tests.Web.Charts;

/// <summary>A picture in a narrow cell is made smaller by the style sheet. Without a view box it would be cut instead:
/// a bar of 0.7 then looks full.</summary>
public partial class PicturesScaleTests
{
    /// <summary>Marks of text height, which no cell is narrower than.</summary>
    private const int Mark = 26;

    [Fact]
    public void EverySvgWiderThanAMark_HasAViewBox()
    {
        var web = Path.Combine(Repository.Root, "web");
        var pictures = Directory.EnumerateFiles(web, "*.razor", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => Svg().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetRelativePath(web, f), Tag: m.Value))).ToArray();
        Assert.NotEmpty(pictures);
        Assert.DoesNotContain(pictures, p => !p.Tag.Contains("viewBox", StringComparison.Ordinal)
            && !(Width().Match(p.Tag) is { Success: true } w
                && int.Parse(w.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) <= Mark));
    }

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex Svg();

    [GeneratedRegex("width=\"(\\d+)\"")]
    private static partial Regex Width();
}
