namespace DmlStudio.Web.Links;

/// <summary>What is chosen on the page of runs, as its address says it; null is the default.</summary>
/// <param name="Filter">Words that must occur in a run's names.</param>
/// <param name="Configuration">Id of the configuration that is shown alone.</param>
/// <param name="Exact">What the runs are.</param>
/// <param name="Sort">Column, a minus before it for the other way round.</param>
/// <param name="Noted">What readers marked.</param>
/// <param name="Reference">Configuration that gains are over, or cce.</param>
public sealed record RunsView(string? Filter, string? Configuration, ExactRuns Exact, string? Sort, string? Noted, string? Reference)
{
    /// <summary>Address of the first page with these choices, every configuration closed.</summary>
    public string Address => At(1);

    /// <summary>Address of a page with these choices.</summary>
    /// <param name="page">Page from 1.</param>
    /// <param name="open">Ids of the configurations whose runs are shown.</param>
    public string At(int page, IEnumerable<string>? open = null) =>
        Addresses.Runs(Filter, Configuration, page, Sort, open, Noted, Reference, Exact);
}
