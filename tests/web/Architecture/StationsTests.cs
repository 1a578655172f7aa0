using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Architecture;

/// <summary>A page asks queries and arranges components; nothing points back.</summary>
public sealed class StationsTests
{
    /// <summary>The order: each station may know those before it. A query reads the store and computes: it knows no picture and no page,
    /// and the addresses that name the state of a page lie below it.</summary>
    private static readonly Stations Order = new("DmlStudio.Web.",
        "Formulas", "Links", "Reliability", "Slices", "Serving", "Queries", "Wording", "Highlights", "Charts", "Components",
        "Components.Highlights", "Components.Claims", "Components.Compare", "Components.Explain", "Components.Reliability",
        "Components.Notes", "Components.Results", "Components.Run", "Components.Runs", "Components.Spaces", "Components.Transfer",
        "Components.Try", "Exports", "Pages", "Access", "Reports", "StaticPages", "Previews", "Sharing", "Layout", "Hosting", "Commands");

    private static readonly IReadOnlySet<(string From, string To)> Uses = TypeUses.Of(typeof(RunsQuery).Assembly.Location);

    [Fact]
    public void Stations_OfTheBrowser_KnowOnlyThoseBeforeThem()
    {
        Assert.Contains(Uses, u => u.From.StartsWith("DmlStudio.Web.Pages.", StringComparison.Ordinal)
            && u.To.StartsWith("DmlStudio.Web.Queries.", StringComparison.Ordinal));
        Stations.RequireNone(Order.Upward(Uses));
    }

    [Fact]
    public void Types_OfTheBrowser_BelongToAStation() =>
        Stations.RequireNone([.. Order.Homeless(Uses).Where(t => t != "DmlStudio.Web._Imports")]);
}
