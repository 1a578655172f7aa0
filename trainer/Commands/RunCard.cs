using DmlStudio.Records;

namespace DmlStudio.Trainer.Commands;

/// <summary>A run in words, or as events: what <c>trainer runs show</c> prints.</summary>
internal static class RunCard
{
    /// <summary>Tells everything of a run that fits into lines.</summary>
    /// <param name="details">Details, or null before it is finished.</param>
    /// <param name="reporter">Who is told.</param>
    public static void Tell(RunSummary run, RunDetails? details, Reporter reporter)
    {
        static string Time(long milliseconds) =>
            milliseconds == 0 ? "–" : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
        void Fact(string name, string value) => reporter.Tell("fact", $"{name,-16}{value}", ("name", name), ("value", value));
        Fact("run", run.Id);
        Fact("configuration", run.Configuration);
        Fact("experiment", run.Experiment);
        Fact("status", run.Message.Length == 0 ? run.Status.ToString() : $"{run.Status}: {run.Message}");
        Fact("dataset", FormattableString.Invariant($"{run.Dataset}, {run.Labels.Count} labels, corpus {run.Corpus[..12]}…"));
        Fact("loss", $"{run.LossTitle} ({run.Loss})");
        Fact("encoder", run.EncoderChecksum.Length == 0
            ? run.Encoder
            : $"{run.Encoder}, sha256 {run.EncoderChecksum[..Math.Min(12, run.EncoderChecksum.Length)]}…");
        Fact("draw", FormattableString.Invariant(
            $"{run.Shots} texts, repetition {run.Repetition}, fold {run.Fold} of {run.Folds}, seed {run.Seed}"));
        Fact("steps", FormattableString.Invariant($"{run.Step} of {run.Steps}"));
        Fact("started", Time(run.StartedAt));
        Fact(run.FinishedAt == 0 ? "last heard" : "finished", Time(run.FinishedAt == 0 ? run.HeardAt : run.FinishedAt));
        Fact("held-out texts", FormattableString.Invariant(
            $"{run.TestCount}, {run.ExplainedCount} explained{(run.Status == RunStatus.Done ? Sameness.Remarks(run) : "")}"));
        if (run.Untrained.Count > 0)
        {
            Fact("untrained", Sameness.Listed([.. run.Untrained.Where(l => l < run.Labels.Count).Select(l => run.Labels[l])]));
        }
        if (NamesFit.Of(details?.Trace) is { } names)
        {
            Fact("label names", FormattableString.Invariant(
                $"{names.Right} of {names.Texts} training texts nearest to their own before training, z = {names.Z:0.0} (0 is chance)"));
        }
        foreach (var metric in run.Metrics)
        {
            reporter.Tell("metric", FormattableString.Invariant(
                $"  {metric.Rule,-16}{metric.Name,-24}{metric.Value:0.0000}{(metric.Rule == run.MainRule ? "  (main rule)" : "")}"),
                ("rule", metric.Rule), ("name", metric.Name), ("value", double.IsFinite(metric.Value) ? metric.Value : null),
                    ("main", metric.Rule == run.MainRule));
        }
        if (details is null) { return; }
        foreach (var setting in details.Settings)
        {
            var changed = setting.Default.Length > 0 && setting.Value != setting.Default;
            reporter.Tell("setting",
                $"  {setting.Group,-12}{setting.Name,-24}{setting.Value}{(changed ? $"  (default {setting.Default})" : "")}",
                ("group", setting.Group), ("name", setting.Name), ("value", setting.Value), ("default", setting.Default));
        }
        foreach (var fact in details.Environment)
        {
            reporter.Tell("environment", $"  {fact.Name,-24}{fact.Value}", ("name", fact.Name), ("value", fact.Value));
        }
        reporter.Tell("command", "Made by  " + details.Command, ("command", details.Command));
    }
}
