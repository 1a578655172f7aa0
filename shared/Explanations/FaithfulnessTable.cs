using DmlStudio.Records;

namespace DmlStudio.Explanations;

/// <summary>Faithfulness by method, averaged over texts, each method beside the controls of the same texts.</summary>
public static class FaithfulnessTable
{
    /// <summary>One row per method, target and way of taking words away; controls last.</summary>
    /// <param name="all">Faithfulness of explanations, controls included, of one run or of several runs with one model each.</param>
    public static IReadOnlyList<FaithfulnessRow> Of(IEnumerable<Faithfulness> all)
    {
        Faithfulness[] some = [.. all];
        var controls = some.Where(IsControl).ToLookup(f => (f.Method, Text: (f.TextIndex, f.OwnText, f.Label, f.Absence)));
        Faithfulness? Control(Faithfulness f, string method) =>
            controls[(method, (f.TextIndex, f.OwnText, f.Label, f.Absence))].FirstOrDefault();
        return [.. some.GroupBy(f => (f.Method, f.Profile, f.Target, f.Absence)).OrderBy(g => IsControl(g.First()))
            .ThenBy(g => g.Key.Absence == "mask" ? 0 : 1)
            .ThenBy(g => g.Key.Target, StringComparer.Ordinal).ThenBy(g => g.Key.Method, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Profile, StringComparer.Ordinal)
            .Select(g => Row([.. g], Control))];
    }

    /// <summary>Whether a record is a control rather than a method.</summary>
    public static bool IsControl(Faithfulness f)
    {
        return f.Method is Faithfulness.Random or Faithfulness.Best or Faithfulness.Worst;
    }

    /// <summary>(value − worst)/(best − worst), held in 0..1; null where the model cannot be moved.</summary>
    /// <param name="worst">Value of the worst order.</param>
    /// <param name="best">Value of the best order.</param>
    public static double? Normalised(double value, double worst, double best) =>
        Math.Abs(best - worst) < 1e-9 ? null : Math.Clamp((value - worst) / (best - worst), 0, 1);

    private static FaithfulnessRow Row(Faithfulness[] texts, Func<Faithfulness, string, Faithfulness?> control)
    {
        MeanInterval Mean(Func<Faithfulness, double?> of) => MeanInterval.Of(texts.Select(of));
        double? Against(Faithfulness f, Func<Faithfulness, double> of) =>
            control(f, Faithfulness.Random) is { } random ? of(f) - of(random) : null;
        double? Between(Faithfulness f, Func<Faithfulness, double> of) =>
            control(f, Faithfulness.Best) is { } best && control(f, Faithfulness.Worst) is { } worst
                ? Normalised(of(f), of(worst), of(best))
                : null;
        var bounded = texts.Where(f => control(f, Faithfulness.Best) is not null && control(f, Faithfulness.Random) is not null).ToArray();
        var reach = bounded.Sum(f => control(f, Faithfulness.Best)!.Comprehensiveness - control(f, Faithfulness.Random)!.Comprehensiveness);
        var first = texts[0];
        return new FaithfulnessRow(first.Method, first.Profile, first.Target, first.Absence, Mean(f => f.Comprehensiveness),
            Mean(f => f.Sufficiency),
            Mean(f => Against(f, x => x.Comprehensiveness)), Mean(f => -Against(f, x => x.Sufficiency)),
            Mean(f => Between(f, x => x.Comprehensiveness)), Mean(f => Between(f, x => x.Sufficiency)),
            reach < 1e-9 ? double.NaN : bounded.Sum(f => Against(f, x => x.Comprehensiveness) ?? 0) / reach,
            Mean(f => f.LogOdds), Mean(f => f.DeletionArea), Mean(f => f.InsertionArea), Mean(f => f.Infidelity),
                Mean(f => f.TauLeaveOneOut), Mean(f => f.SeedSpearman), Mean(f => f.MaxSensitivity));
    }
}
