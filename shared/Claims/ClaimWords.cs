using System.Globalization;
using DmlStudio.Comparisons;
using DmlStudio.Statistics;

namespace DmlStudio.Claims;

/// <summary>Claims and verdicts in words: the same on a command line, on a page and in docs/claims.md. Every word follows from a figure.
/// </summary>
public static class ClaimWords
{
    /// <summary>What a verdict means, for whoever reads one for the first time.</summary>
    public const string Meaning = "A verdict is computed from the stored runs and speaks of the direction: it agrees or disagrees where "
        + "the 95 % interval of the mean difference (paired by draw, corrected for overlapping folds, each dataset counting once) lies "
        + "wholly on the claimed side of 0 or on the other. How the published figure lies to the interval is said beside it. Each claim "
        + "is tested by itself, for these datasets and this encoder: of twenty claims in which nothing is true one would agree or "
        + "disagree by chance.";

    /// <summary>A verdict as a word or two.</summary>
    public static string Brief(Verdict verdict) => verdict switch
    {
        Verdict.Agrees => "agrees",
        Verdict.Disagrees => "disagrees",
        Verdict.CannotCheck => "cannot be checked here",
        _ => "cannot be told",
    };

    /// <summary>A finding as a word or two: its verdict, and that there are no runs where nothing else is missing.</summary>
    public static string Brief(ClaimFinding finding) => finding.Untried ? "no runs yet" : Brief(finding.Verdict);

    /// <summary>What other experiments and encoders tell of a claim where the fullest finding tells nothing or the contrary; empty where
    /// none does.</summary>
    /// <param name="findings">Of one claim, the fullest first; at least one.</param>
    public static string Elsewhere(IReadOnlyList<ClaimFinding> findings) =>
        string.Join(", ", findings.Skip(1).Where(f => f.Verdict is Verdict.Agrees or Verdict.Disagrees && f.Verdict != findings[0].Verdict)
            .Select(f => $"{Brief(f.Verdict)} with {f.Encoder} ({f.Experiment!.Name})"));

    /// <summary>The verdict of the fullest finding, and where others say otherwise.</summary>
    /// <inheritdoc cref="Elsewhere"/>
    public static string Brief(IReadOnlyList<ClaimFinding> findings) =>
        Brief(findings[0]) + (Elsewhere(findings) is { Length: > 0 } other ? $"; {other}" : "");

    /// <summary>A verdict in a sentence, with what would tell more.</summary>
    public static string Sentence(ClaimFinding finding)
    {
        var draws = Draws(finding);
        return finding.Verdict switch
        {
            Verdict.Agrees => $"Agrees, with {draws}.{Size(finding)}",
            Verdict.Disagrees => $"Disagrees, with {draws}.{Size(finding)}",
            Verdict.CannotCheck => $"Cannot be checked here: {finding.Missing}",
            _ when finding.Cells.Count == 0 => "Cannot be told: there are no runs of it yet.",
            _ when finding.Interval is null => $"Cannot be told with {draws}: {Needed(finding)} are the fewest for an interval.",
            _ when finding.Average!.P is null => $"Cannot be told with {draws}: the draws do not vary, so nothing can be tested.",
            _ => $"Cannot be told with {draws}: {More(finding)}{Size(finding)}",
        };
    }

    /// <summary>What was published: a difference in percentage points, or in the unit of the figure that is compared.</summary>
    public static string Published(Claim claim)
    {
        var range = (claim.Low, claim.High) switch
        {
            ({ } low, { } high) => $"{Points(low)} to {Points(high)}",
            (null, { } high) => $"up to {Points(high)}",
            ({ } low, null) => $"from {Points(low)}",
            _ => "",
        };
        var unit = claim.ComparesShares ? "points" : $"in {Title(claim.Metric)}";
        var figure = (claim.Figure, range) switch
        {
            ({ } mean, "") => $"{Points(mean)} {unit}",
            ({ } mean, _) => $"{Points(mean)} {unit} ({range})",
            (null, "") => "",
            _ => $"{range} {unit}",
        };
        string[] all = [.. new[] { figure, claim.Published }.Where(t => t.Length > 0)];
        return all.Length == 0 ? "figure not recorded" : string.Join("; ", all) + (claim.ReadIn.Length == 0 ? "" : $" ({claim.ReadIn})");
    }

    /// <summary>What was found, with its interval; a dash without runs.</summary>
    public static string Found(ClaimFinding finding)
    {
        if (finding.Average is not { } average) { return "–"; }
        string Of(double value) => finding.Claim.ComparesShares ? Points(100 * value, 1) : Points(value, 3);
        return Of(average.Mean) + (finding.Interval is { } interval ? $" ({Of(interval.Low)} to {Of(interval.High)})" : "");
    }

    /// <summary>The figure that a claim compares, or the two; empty for accuracy, which is understood.</summary>
    public static string Measure(Claim claim) =>
        claim.BaselineMetric is { } other && other != claim.Metric ? $"{Title(claim.Metric)} over {Title(other)}"
        : claim.Metric == "accuracy" ? "" : Title(claim.Metric);

    /// <summary>What was found and, where it is not accuracy, in which figure; a dash without runs.</summary>
    public static string FoundIn(ClaimFinding finding) =>
        Found(finding) + (finding.Average is not null && Measure(finding.Claim) is { Length: > 0 } measure ? $" in {measure}" : "");

    /// <summary>On what a finding rests.</summary>
    public static string Basis(ClaimFinding finding) => finding.Experiment is not { } experiment ? ""
        : finding.Encoder is null ? $"{experiment.Name}: {experiment.Words}"
        : string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}: {finding.Encoder}, protocol {experiment.Protocol}, ")
            + string.Create(CultureInfo.InvariantCulture, $"{experiment.Shots} training texts, {Draws(finding)}, ")
            + string.Join(", ", finding.Cells.Select(c => c.Dataset)) + Absent(experiment, finding);

    /// <summary>Draws a dataset in words, with the datasets that are short of them.</summary>
    public static string Draws(ClaimFinding finding) => Draws(finding.Fewest, finding.Most) + " a dataset"
        + (finding.Behind.Count == 0 ? "" : $" (fewest on {string.Join(", ", finding.Behind)})");

    /// <summary>A number of draws, or from how many to how many.</summary>
    public static string Draws(int fewest, int most) => Range(fewest, most) + (most == 1 ? " draw" : " draws");

    /// <summary>Draws a dataset as a number, or from how many to how many; empty without runs.</summary>
    public static string Count(ClaimFinding finding) => finding.Cells.Count == 0 ? "" : Range(finding.Fewest, finding.Most);

    private static string Range(int fewest, int most) => fewest == most
        ? most.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{fewest} to {most}");

    private static string Title(string metric) => MetricInfo.Find(metric)!.Title;

    private static string Absent(ClaimExperiment experiment, ClaimFinding finding)
    {
        var absent = experiment.Datasets.Count - finding.Cells.Count;
        return absent <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({absent} of its {experiment.Datasets.Count} datasets ")
            + (absent == 1 ? "has no pair of runs)" : "have no pair of runs)");
    }

    private static string More(ClaimFinding finding) => finding.Telling is { } telling
        ? string.Create(CultureInfo.InvariantCulture,
            $"the interval holds 0. At this difference and spread {telling} {(finding.Behind.Count == 0 ? "" : "on every dataset ")}would ")
            + string.Create(CultureInfo.InvariantCulture, $"tell, {telling - finding.Fewest} more.")
        : "the interval holds 0. At this difference and spread no number of draws on these folds would tell; more datasets might.";

    private static string Size(ClaimFinding finding) => (finding.Size, finding.Claim) switch
    {
        (0, { Figure: null }) => " The published range meets the interval.",
        (0, _) => " The published figure lies inside the interval.",
        (1, var claim) => $" The published {Figure(claim)} lies above the interval: so large a difference was not found.",
        (-1, var claim) => $" The published {Figure(claim)} lies below the interval: a larger difference was found.",
        (_, { HasFigure: true }) => "",
        (_, { Published.Length: > 0 }) => " What was published is of another measure: this is the direction alone.",
        _ => " The figure is not recorded: this is the direction alone.",
    };

    private static string Figure(Claim claim) => claim.Figure is null ? "range" : "figure";

    // Two draws of each of several datasets may be enough for the spread of their mean, of one dataset they are not.
    private static string Needed(ClaimFinding finding) =>
        (finding is { Fewest: 1, Cells.Count: > 1 } ? 2 : CorrectedResampledT.FewestPairs).ToString(CultureInfo.InvariantCulture);

    private static string Points(double value, int digits = 2)
    {
        var text = Math.Abs(value).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.All(c => c is '0' or '.') ? text : (value < 0 ? "−" : "+") + text;
    }
}
