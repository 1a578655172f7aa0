using DmlStudio.Claims;

namespace DmlStudio.Trainer.Commands;

/// <summary>Tells papers, their claims and what the runs say of them.</summary>
/// <param name="check">Holds claims against the runs.</param>
/// <param name="reporter">Who is told.</param>
internal sealed class ClaimLines(ClaimCheck check, Reporter reporter)
{
    /// <summary>A paper in a line, its claims in a line each.</summary>
    public void Brief(Paper paper)
    {
        reporter.Tell("paper", $"{paper.Key}  {paper.Title} ({paper.Source})", ("paper", paper.Key), ("title", paper.Title),
            ("source", paper.Source), ("own", !paper.IsInside));
        foreach (var claim in paper.Claims)
        {
            var findings = check.Of(paper, claim);
            var finding = findings[0];
            Tell(paper, finding, $"  {claim.Name,-22}{ClaimWords.Brief(finding),-24}{ClaimWords.Published(claim)}"
                + (finding.Average is null ? "" : $"; found {ClaimWords.Found(finding)}")
                + (ClaimWords.Elsewhere(findings) is { Length: > 0 } other ? $"; {other}" : ""));
        }
    }

    /// <summary>A paper with its facts, experiments and every finding.</summary>
    /// <param name="command">The command that checks it.</param>
    public void Whole(Paper paper, string command)
    {
        reporter.Tell("paper", $"{paper.Title}\n{paper.Source}\nTask: {Or(paper.Task)}\nEncoder: {Or(paper.Encoder)}",
            ("paper", paper.Key), ("title", paper.Title), ("source", paper.Source), ("task", paper.Task), ("encoder", paper.Encoder),
            ("own", !paper.IsInside));
        foreach (var experiment in paper.Experiments)
        {
            reporter.Tell("experiment", $"Experiment {experiment.Name}: {experiment.Words}", ("paper", paper.Key),
                ("experiment", experiment.Name), ("protocol", experiment.Protocol), ("shots", experiment.Shots),
                ("draws", experiment.Draws), ("datasets", experiment.Datasets), ("losses", paper.LossesOf(experiment)));
        }
        if (paper.Experiments.Count > 0) { reporter.Tell("command", command, ("command", command)); }
        foreach (var claim in paper.Claims) { Findings(paper, claim, check.Of(paper, claim)); }
    }

    /// <summary>A claim with what was found.</summary>
    /// <param name="findings">At least one.</param>
    public void Findings(Paper paper, Claim claim, IEnumerable<ClaimFinding> findings)
    {
        reporter.Tell("says", $"\n{claim.Name}: {claim.Says}\n  published: {ClaimWords.Published(claim)}"
            + (claim.Note.Length == 0 ? "" : $"\n  {claim.Note}"), ("paper", paper.Key), ("claim", claim.Name), ("says", claim.Says),
            ("note", claim.Note));
        foreach (var finding in findings)
        {
            Tell(paper, finding, (finding.Average is null ? ""
                    : $"  found:     {ClaimWords.FoundIn(finding)} ({ClaimWords.Basis(finding)})\n")
                + $"  {(finding.Average is null && finding.Experiment is { } open ? open.Name + ": " : "")}{ClaimWords.Sentence(finding)}");
        }
    }

    private void Tell(Paper paper, ClaimFinding finding, string words) => reporter.Tell("finding", words, ("paper", paper.Key),
        ("claim", finding.Claim.Name), ("experiment", finding.Experiment?.Name), ("encoder", finding.Encoder),
        ("published", finding.Claim.Figure), ("published_low", finding.Claim.Low), ("published_high", finding.Claim.High),
        ("metric", finding.Claim.Metric), ("baseline_metric", finding.Claim.BaselineMetric ?? finding.Claim.Metric),
        ("found", finding.Average?.Mean), ("low", finding.Interval?.Low),
        ("high", finding.Interval?.High), ("draws", finding.Fewest), ("most_draws", finding.Most),
        ("datasets", finding.Cells.Select(c => c.Dataset)),
        ("verdict", ClaimWords.Brief(finding.Verdict)), ("telling", finding.Verdict == Verdict.CannotTell ? finding.Telling : null),
        ("words", ClaimWords.Sentence(finding)));

    private static string Or(string text) => text.Length == 0 ? "not recorded" : text;
}
