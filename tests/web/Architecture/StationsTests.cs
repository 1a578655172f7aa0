using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Architecture;

/// <summary>A page asks queries and arranges components; nothing points back.</summary>
public sealed class StationsTests
{
    private static readonly IReadOnlySet<(string From, string To)> Uses = TypeUses.Of(typeof(RunsQuery).Assembly.Location);

    /// <summary>A query reads the store and computes: it knows no picture and no page. Addresses, which name the state of a page, lie in
    /// Layout and are everybody's.</summary>
    [Theory]
    [InlineData("Formulas", "Reliability", "Slices", "Queries", "Charts", "Pages")]
    [InlineData("Queries", "Components", "Pages")]
    [InlineData("Queries", "Exports", "Pages")]
    public void Stations_OfTheBrowser_KnowOnlyThoseBeforeThem(params string[] order)
    {
        Assert.Contains(Uses, u => u.From.StartsWith("DmlStudio.Web.Pages.", StringComparison.Ordinal)
            && u.To.StartsWith("DmlStudio.Web.Queries.", StringComparison.Ordinal));
        Stations.RequireNone(new Stations("DmlStudio.Web.", order).Upward(Uses));
    }
}
