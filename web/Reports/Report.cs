using DmlStudio.Store;

namespace DmlStudio.Web.Reports;

/// <summary>What is handed over: the findings of an experiment with everything that they rest on.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Headline">Its main finding.</param>
/// <param name="Version">The runs that it tells of.</param>
/// <param name="Facts">When and by what it was made, and how it is made again.</param>
/// <param name="Sections">Its parts in their order.</param>
public sealed record Report(string Title, string Headline, DataVersion Version, IReadOnlyList<(string Name, string Value)> Facts,
    IReadOnlyList<ReportSection> Sections);
