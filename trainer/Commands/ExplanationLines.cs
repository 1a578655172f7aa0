using System.Globalization;
using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary>Explanations and their faithfulness in lines.</summary>
internal static class ExplanationLines
{
    /// <summary>One explanation: its words by weight.</summary>
    public static void Tell(RunModel run, Explanation e, Reporter reporter)
    {
        var text = e.OwnText ?? run.Cell.Corpus.Source.Texts[e.TextIndex].Text;
        var words = e.Words.Select(w => (Word: text[w.Start..w.End], w.Weight)).ToArray();
        string Number(double v) => v.ToString("+0.000;-0.000;0", CultureInfo.InvariantCulture);
        var first = string.Join("  ", words.Where(w => w.Weight is not null).OrderByDescending(w => Math.Abs(w.Weight!.Value)).Take(8)
            .Select(w => $"{w.Word} {Number(w.Weight!.Value)}"));
        if (e.Flip is { } flip)
        {
            first = string.Create(CultureInfo.InvariantCulture,
                $"without {string.Join(", ", flip.Words.Select(w => words[w].Word))} it says {run.Run.Labels[flip.Label]} "
                    + $"({flip.Probability:0.00}){(flip.Exact ? "" : ", not proven smallest")}");
        }
        reporter.Tell("explanation",
            $"  {(e.Profile.Length == 0 ? e.Method : $"{e.Method}/{e.Profile}"),-26}{e.Target,-17}{run.Run.Labels[e.Label]} "
                + $"{e.ValueAtText.ToString("0.000", CultureInfo.InvariantCulture)}:  "
                    + $"{first}{(e.Warning is null ? "" : $"  [{e.Warning}]")}",
            ("text", e.OwnText ?? run.Cell.Corpus.Source.Texts[e.TextIndex].Id), ("method", e.Method), ("profile", e.Profile),
                ("target", e.Target), ("label", run.Run.Labels[e.Label]),
            ("value", e.ValueAtText), ("words", words.Select(w => w.Word).ToArray()), ("weights", words.Select(w => w.Weight).ToArray()),
                ("warning", e.Warning));
    }

    /// <summary>Faithfulness by method.</summary>
    public static void Table(IReadOnlyList<FaithfulnessRow> rows, Reporter reporter)
    {
        if (!reporter.Json)
        {
            reporter.Tell("heading",
                $"{"",-26}{"target",-17}{"way",-7}{"n",4}  "
                    + $"{"comprehensiveness ↑",-24}{"gain over random",-24}{"sufficiency ↓",-24}{"normalised",11}{"deletion ↓",11}"
                        + $"{"insertion ↑",12}{"infidelity ↓",13}{"τ LOO ↑",9}");
        }
        foreach (var r in rows)
        {
            static string Mean(MeanInterval m) =>
                double.IsNaN(m.Mean) ? "–"
                    : double.IsNaN(m.Low)
                    ? FormattableString.Invariant($"{m.Mean:0.000}")
                    : FormattableString.Invariant($"{m.Mean:0.000} [{m.Low:0.000}, {m.High:0.000}]");
            static string Plain(MeanInterval m) => double.IsNaN(m.Mean) ? "–" : m.Mean.ToString("0.000", CultureInfo.InvariantCulture);
            static double? Finite(double v) => double.IsFinite(v) ? v : null;
            reporter.Tell("faithfulness",
                $"{r.Name,-26}{r.Target,-17}{r.Absence,-7}{r.Texts,4}  "
                    + $"{Mean(r.Comprehensiveness),-24}{Mean(r.GainComprehensiveness),-24}{Mean(r.Sufficiency),-24}"
                        + $"{Plain(r.Normalised),11}{Plain(r.DeletionArea),11}{Plain(r.InsertionArea),12}{Plain(r.Infidelity),13}"
                            + $"{Plain(r.TauLeaveOneOut),9}",
                ("method", r.Method), ("profile", r.Profile), ("target", r.Target), ("absence", r.Absence), ("texts", r.Texts),
                ("comprehensiveness", Finite(r.Comprehensiveness.Mean)), ("comprehensiveness_low", Finite(r.Comprehensiveness.Low)),
                    ("comprehensiveness_high", Finite(r.Comprehensiveness.High)),
                ("gain", Finite(r.GainComprehensiveness.Mean)), ("gain_low", Finite(r.GainComprehensiveness.Low)),
                    ("gain_high", Finite(r.GainComprehensiveness.High)), ("sufficiency", Finite(r.Sufficiency.Mean)),
                ("normalised", Finite(r.Normalised.Mean)), ("share_of_best", Finite(r.ShareOfBest)),
                    ("deletion_area", Finite(r.DeletionArea.Mean)), ("insertion_area", Finite(r.InsertionArea.Mean)),
                ("log_odds", Finite(r.LogOdds.Mean)), ("infidelity", Finite(r.Infidelity.Mean)), ("tau", Finite(r.TauLeaveOneOut.Mean)),
                    ("seed_spearman", Finite(r.SeedSpearman.Mean)), ("max_sensitivity", Finite(r.MaxSensitivity.Mean)));
        }
    }

    /// <summary>Agreement of methods.</summary>
    public static void Agreement(IReadOnlyList<AgreementRow> rows, Reporter reporter)
    {
        if (!reporter.Json && rows.Count > 0)
        {
            reporter.Tell("heading", $"{"methods",-50}{"target",-17}{"n",4}  {"Spearman",-24}{"equal signs",12}{"same top 5",12}");
        }
        foreach (var r in rows)
        {
            static double? Finite(double v) => double.IsFinite(v) ? v : null;
            var order = r.Spearman.Count == 0 ? "–"
                : FormattableString.Invariant($"{r.Spearman.Mean:0.00}")
                    + (r.Spearman.Count == 1 ? "" : FormattableString.Invariant($" [{r.Spearman.Low:0.00}, {r.Spearman.High:0.00}]"));
            var left = r.Undefined > 0 ? FormattableString.Invariant($"  {r.Undefined} left out: all weights equal") : "";
            reporter.Tell("agreement",
                string.Create(CultureInfo.InvariantCulture,
                    $"{$"{r.A}, {r.B}",-50}{r.Target,-17}{r.Top.Count,4}  {order,-24}{r.Signs.Mean,12:0.00}{r.Top.Mean,12:0.00}{left}"),
                ("a", r.A), ("b", r.B), ("target", r.Target), ("texts", r.Top.Count), ("spearman", Finite(r.Spearman.Mean)),
                    ("spearman_low", Finite(r.Spearman.Low)), ("spearman_high", Finite(r.Spearman.High)), ("signs", Finite(r.Signs.Mean)),
                    ("top", Finite(r.Top.Mean)), ("undefined", r.Undefined));
        }
    }
}
