using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Architecture;

/// <summary>What trainer and page share is layered too: records and rules know nothing of files.</summary>
public sealed class StationsTests
{
    private static readonly Stations Order = new("DmlStudio.",
        "Settings", "Files", "Commands", "Records", "Statistics", "Comparisons", "Inference", "Explanations", "Serving", "Store",
        "Claims");

    private static readonly IReadOnlySet<(string From, string To)> Uses = TypeUses.Of(typeof(RunStore).Assembly.Location);

    [Fact]
    public void Stations_OfShared_KnowOnlyThoseBeforeThem() => Stations.RequireNone(Order.Upward(Uses));

    [Fact]
    public void Types_OfShared_BelongToAStation() => Stations.RequireNone(Order.Homeless(Uses));
}
