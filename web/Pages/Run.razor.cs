using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Web.Components.Run;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>One run.</summary>
public partial class Run
{
    private RunQuery.Answer? _answer;
    private string? _note;
    // A name gets a mark when another thing of the same name comes.
    private (string Id, string? Rule, long Finished, RunStatus Status, string Names)? _asked;

    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Inference rule.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    // The rule of the address where the run has it: its own goes without saying.
    private string? AskedRule => _answer?.Rule == Rule ? Rule : null;

    private string Finding
    {
        get
        {
            var run = _answer!.Run;
            var name = FormattableString.Invariant(
                $"{run.LossTitle} on {run.Dataset}, {Num.Count(run.Shots, "training text")}, repetition {run.Repetition}");
            if (_answer.Details is null || _answer.Figures.FirstOrDefault(f => f.Metric.Key == "accuracy") is not { } accuracy)
            {
                return name;
            }
            var text = FormattableString.Invariant(
                $"{run.LossTitle} reaches {Num.Percent(accuracy.Value)} % on {run.Dataset}, fold {run.Fold + 1} of {run.Folds}");
            if (accuracy.Partner is { } partner)
            {
                var gap = accuracy.Value - partner;
                text += gap == 0 ? ", as CCE does on the same texts"
                    : $", {Num.Gain(accuracy.Metric, Math.Abs(gap)).TrimStart('+')} pp {(gap > 0 ? "above" : "below")} CCE on the "
                        + "same texts";
            }
            if (_answer.Confusion is { } confusion && RunConfusion.Mixed(confusion) is [var worst, ..])
            {
                text += $"; it still takes {run.Labels[worst.Gold]} for {run.Labels[worst.Predicted]}";
            }
            return text;
        }
    }

    // What a figure rests on stands before it.
    private IEnumerable<string> Remarks
    {
        get
        {
            var run = _answer!.Run;
            if (run.Status == RunStatus.Done && FewTexts.Remark([run.TestCount]) is { } few) { yield return few; }
            foreach (var skipped in run.Skipped)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{(skipped.Loss.Length == 0 ? run.LossTitle : skipped.Loss)} found no pair of texts in {skipped.Steps} of the "
                        + $"{run.Step} steps done: its value and gradient were 0 there, so nothing was learnt from it.")
                    + " More training texts, larger batches or several texts of each label in a batch give pairs.";
            }
            if (run.Untrained.Count > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{run.Untrained.Count} of {Num.Count(run.Labels.Count, "label")} "
                        + $"{(run.Untrained.Count == 1 ? "has" : "have")} no training text, so a text of theirs is hardly ever "
                        + $"right: {string.Join(", ", run.Untrained.Where(l => l < run.Labels.Count).Select(l => run.Labels[l]))}.");
            }
        }
    }

    // Runs of older versions do not say when training ended.
    // Which texts were read is a checksum; it stands whole among all settings.
    private static string Short(string value) =>
        value.Length == 64 && value.All(char.IsAsciiHexDigitLower) ? value[..12] + "…" : value;

    private string? Time
    {
        get
        {
            var run = _answer!.Run;
            return run.FinishedAt > 0 && run.TrainedAt > 0
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{(run.TrainedAt - run.StartedAt) / 1000.0:0.0} s of training, {(run.FinishedAt - run.StartedAt) / 1000.0:0.0} s "
                        + $"in all") : null;
        }
    }

    private string Basis
    {
        get
        {
            var run = _answer!.Run;
            if (_answer.Details is null && run.Status == RunStatus.Done)
            {
                return DamageText.Of(Store, Id) ?? "Its predictions are not there.";
            }
            if (_answer.Details is null)
            {
                return FormattableString.Invariant(
                    $"{Num.Count(run.Labels.Count, "label")}, step {run.Step} of {run.Steps}. Figures come when it is finished.");
            }
            var interval = _answer.Figures.FirstOrDefault(f => f.Metric.Key == "accuracy")?.Interval;
            return (interval is { } i
                ? $"95 % interval {Num.Percent(i.Low)} to {Num.Percent(i.High)} % by rule {RuleText.Title(_answer.Rule)}, "
                : "")
                + string.Create(CultureInfo.InvariantCulture,
                    $"n = {Num.Count(run.TestCount, "held-out text")}, {Num.Count(run.Labels.Count, "label")}, "
                        + $"{Num.Count(run.Shots, "training text")}. ")
                + (_answer.Siblings == 1 ? "The only finished run of this configuration."
                    : FormattableString.Invariant($"One of {_answer.Siblings} finished runs of this configuration; the spread between ")
                        + "them is on Results.");
        }
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        var now = Store.Run(Id);
        // A finished run does not change: whatever else is published, it is not read again.
        var asked = now is null ? ((string, string?, long, RunStatus, string)?)null
            : (Id, Rule, now.FinishedAt, now.Status, now.Dataset + now.Encoder);
        if (asked is { Item4: RunStatus.Done } && asked == _asked && _answer is not null) { return; }
        (_asked, _answer) = (asked, new RunQuery(Id, string.IsNullOrEmpty(Rule) ? null : Rule).Ask(Store));
        _note = _answer is { Details: not null } && !string.IsNullOrEmpty(Rule) && _answer.Rule != Rule
            ? $"This run has no rule \"{Rule}\"; its own, {_answer.Rule}, is shown."
            : null;
    }
}
