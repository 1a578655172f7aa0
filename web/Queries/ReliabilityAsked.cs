using System.Globalization;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Holds what an address of reliability asks against what is here: what is not is told, and left out of the links.</summary>
/// <param name="view">What was asked.</param>
internal sealed class ReliabilityAsked(ReliabilityView view)
{
    private readonly List<string> _lacking = [.. view.Unread];

    /// <summary>What is not here and what is shown instead, in words.</summary>
    public IReadOnlyList<string> Lacking => _lacking;

    /// <summary>What was asked without what is not here.</summary>
    public ReliabilityView Rest { get; private set; } = view with { Unread = [] };

    /// <summary>The dataset to show, or null without any.</summary>
    /// <param name="named">The asked one by the name under which it is shown.</param>
    public string? Dataset(string? named, string[] datasets)
    {
        if (named is null || datasets.Contains(named)) { return named ?? datasets.FirstOrDefault(); }
        return Instead($"No finished run is of the dataset \"{named}\"", datasets.FirstOrDefault(), Rest with { Dataset = null });
    }

    /// <summary>The encoder to show, or null without any.</summary>
    /// <param name="named">The asked one by the name under which it is shown.</param>
    public string? Encoder(string? named, string[] encoders)
    {
        if (named is null || encoders.Contains(named)) { return named ?? encoders.FirstOrDefault(); }
        return Instead($"No finished run of this dataset has the encoder \"{named}\"", encoders.FirstOrDefault(),
            Rest with { Encoder = null });
    }

    /// <summary>The number of training texts to show, the most unless it was asked; 0 without any.</summary>
    /// <param name="all">Numbers that are here, rising.</param>
    public int Shots(int[] all)
    {
        var most = all.LastOrDefault();
        if (view.Shots is not { } asked || all.Contains(asked)) { return view.Shots ?? most; }
        Instead(FormattableString.Invariant($"No finished run of this dataset and encoder has {asked} training texts"),
            all.Length == 0 ? null : most.ToString(CultureInfo.InvariantCulture), Rest with { Shots = null }, "are shown");
        return most;
    }

    /// <summary>The baseline, or null without any loss.</summary>
    public string? Base(string[] losses)
    {
        var usual = losses.Contains("cce") ? "cce" : losses.FirstOrDefault();
        if (view.Base is null || losses.Contains(view.Base)) { return view.Base ?? usual; }
        return Instead($"No finished run here has the loss \"{view.Base}\"", usual, Rest with { Base = null }, "is the baseline");
    }

    /// <summary>The asked losses that are here, or null when none was asked or none of them is here.</summary>
    public IReadOnlyList<string>? Losses(string[] losses)
    {
        if (view.Losses is not { } asked) { return null; }
        string[] found = [.. asked.Where(losses.Contains)], missing = [.. asked.Except(found)];
        if (missing.Length > 0)
        {
            var several = missing.Length > 1;
            _lacking.Add($"No finished run here has the loss{(several ? "es" : "")} {string.Join(", ", missing.Select(l => $"\"{l}\""))}; "
                + (found.Length == 0 ? "the usual losses are shown." : several ? "they are left out." : "it is left out."));
            Rest = Rest with { Losses = found.Length == 0 ? null : found };
        }
        return found.Length == 0 ? null : found;
    }

    /// <summary>Leaves the links those losses that are shown beside the baseline.</summary>
    public void Cut(string[] shown) => Rest = Rest with { Losses = shown };

    /// <summary>The rule to show; null for each run's own.</summary>
    public string? Rule(string[] rules)
    {
        if (view.Rule is null || rules.Contains(view.Rule)) { return view.Rule; }
        _lacking.Add($"None of the chosen losses has the rule \"{view.Rule}\"; each run's own is shown.");
        Rest = Rest with { Rule = null };
        return null;
    }

    /// <summary>Looks at what some tabs alone know.</summary>
    /// <param name="chosen">Losses that are shown.</param>
    public void OfTab(string[] chosen)
    {
        if (view.Tab is "deciles" or "texts" && view.By is not null && GroupsQuery.Choices.All(c => c.Key != view.By))
        {
            Instead($"Texts are not grouped by \"{view.By}\"", GroupsQuery.Choices[0].Title, Rest with { By = null });
        }
        if (view.Of is not null && !chosen.Contains(view.Of))
        {
            _lacking.Add($"\"{view.Of}\" is none of the chosen losses; another is looked at.");
            Rest = Rest with { Of = null };
        }
        if (view.With is not null && !chosen.Contains(view.With))
        {
            _lacking.Add($"\"{view.With}\" is none of the chosen losses; another is compared.");
            Rest = Rest with { With = null };
        }
        if (view.Slice is not null && !view.Sliced)
        {
            _lacking.Add($"The slice {view.Slice} does not apply here: runs keep these figures over all texts that were tested.");
        }
    }

    private string? Instead(string what, string? instead, ReliabilityView rest, string isWhat = "is shown")
    {
        _lacking.Add(instead is null ? what + "." : $"{what}; {instead} {isWhat}.");
        Rest = rest;
        return instead;
    }
}
