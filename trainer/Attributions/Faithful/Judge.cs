using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Attributions.Methods;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>Judges the explanations of one text, with the controls that figures need to mean anything.</summary>
internal static class Judge
{
    /// <summary>Random orders of the control.</summary>
    public const int Orders = 10;
    private const int Beam = 3;

    /// <summary>Judges. Controls are made once per label and way of taking words away.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="found">Explanations with their methods; unsigned ones are left out.</param>
    /// <param name="settings">Settings of the methods.</param>
    /// <param name="level">How thoroughly.</param>
    /// <returns>One record per explanation and way, then the controls; texts have no number yet.</returns>
    public static IReadOnlyList<Faithfulness> Of(TextScores text,
        IReadOnlyList<(AttributionChoice Choice, Attribution Attribution)> found, AttributionSettings settings, JudgeLevel level)
    {
        var judged = new List<Faithfulness>();
        if (level == JudgeLevel.None) { return judged; }
        var removals = Infidelity.Removals(text.Words, text.Seed);
        var signed = found.Where(f => f.Choice.Kind.HasSign).ToArray();
        var sensitivity = level == JudgeLevel.Full
            ? MaxSensitivity.Of(text, [.. signed.Select(f => (f.Choice.Method, f.Attribution.Target, f.Attribution.Weights))], settings,
                MaxSensitivity.Noise(text, settings.NoiseDraws))
            : null;
        foreach (var (i, (choice, attribution)) in signed.Index())
        {
            var own = attribution.Absence ?? settings.Absence;
            foreach (var absence in level == JudgeLevel.Full ? [own, own == Absence.Mask ? Absence.Delete : Absence.Mask] : new[] { own })
            {
                var one = One(text, choice, attribution, settings, level, absence, absence == own, removals);
                judged.Add(absence == own && sensitivity?[i] is { } largest
                    ? one with { MaxSensitivity = largest, SensitivityDraws = settings.NoiseDraws } : one);
            }
        }
        foreach (var (label, absence) in judged.Select(f => (f.Label, Way(f.Absence))).Distinct().ToArray())
        {
            judged.AddRange(Controls(text, label, absence, level));
        }
        return judged;
    }

    private static Faithfulness One(TextScores text, AttributionChoice choice, Attribution attribution, AttributionSettings settings,
        JudgeLevel level, Absence absence, bool own, bool[][] removals)
    {
        var (target, weights) = (attribution.Target, attribution.Weights);
        var (miss, scaled) = Infidelity.Of(text, weights, target, absence, removals);
        var leaveOneOut = new LeaveOneOut(absence).Explain(text, [target], settings)[0].Weights;
        var ferret = FerretBins.Of(text, weights, target.Label);
        var order = WordOrder.Of(weights);
        int[] counts = [.. WordOrder.Bins.Select(q => WordOrder.Count(q, text.Words))];
        var measured = WordOrder.Measure(text, order, target.Label, absence);
        int[] distinct = [.. Enumerable.Range(0, counts.Length).Where(i => i == 0 || counts[i] != counts[i - 1])];
        var stable = level == JudgeLevel.Full && own && choice.Sampled && attribution.StandardErrors?.Any(e => e > 0) == true
            ? SeedStability.Of(choice.Method, text, target, settings, weights) : null;
        return measured.Into(Empty(text, choice.Key, choice.Profile, target.Kind, target.Label, absence)) with
        {
            ComprehensivenessDistinct = distinct.Average(i => measured.Comprehensiveness[i]),
            SufficiencyDistinct = distinct.Average(i => measured.Sufficiency[i]),
            ComprehensivenessFerret = ferret.Comprehensiveness,
            SufficiencyFerret = ferret.Sufficiency,
            FerretBins = ferret.Bins,
            Infidelity = miss,
            InfidelityScaled = scaled,
            TauLeaveOneOut = Correlation.KendallTauB(weights, leaveOneOut),
            SeedSpearman = stable?.Spearman,
            SeedJaccard = stable?.Jaccard,
            SeedDeviation = stable?.Deviation,
            SeedDeviations = stable is null ? null : [.. stable.Deviations.Select(v => (double?)v)],
        };
    }

    private static IEnumerable<Faithfulness> Controls(TextScores text, int label, Absence absence, JudgeLevel level)
    {
        var random = Seeds.Source(text.Seed, "faithfulness/random");
        yield return RandomOrders.Of(text, label, absence, Orders, random)
            .Into(Empty(text, Faithfulness.Random, "", "probability", label, absence));
        var exact = text.Words <= OrderBounds.ExactWords;
        if (!exact && level != JudgeLevel.Full) { yield break; }
        foreach (var best in new[] { true, false })
        {
            // The best order takes away what lowers p most, and keeps what holds it up most.
            var taken = WordOrder.Measure(text, OrderBounds.Order(text, label, absence, keep: false, lowest: best, Beam), label, absence);
            var kept = WordOrder.Measure(text, OrderBounds.Order(text, label, absence, keep: true, lowest: !best, Beam), label, absence);
            yield return (taken with { Sufficiency = kept.Sufficiency, Insertion = kept.Insertion })
                .Into(Empty(text, best ? Faithfulness.Best : Faithfulness.Worst, "", "probability", label, absence)) with
            { Exact = exact };
        }
    }

    private static Faithfulness Empty(TextScores text, string method, string profile, string target, int label, Absence absence) => new()
    {
        TextIndex = -1,
        Method = method,
        Profile = profile,
        Target = target,
        Label = label,
        Absence = absence.Word(),
        WordCount = text.Words,
        Full = text.Whole.Probability(label),
        Empty = text.Of([text.Present(false)], absence)[0].Probability(label),
        Bins = [],
        ComprehensivenessBins = [],
        SufficiencyBins = [],
    };

    private static Absence Way(string word) => word == "delete" ? Absence.Delete : Absence.Mask;
}
