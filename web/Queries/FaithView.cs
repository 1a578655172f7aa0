using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>How faithful one explanation is, beside the controls of the same text.</summary>
/// <param name="Own">The explanation's.</param>
/// <param name="Random">Mean of random orders, or null.</param>
/// <param name="Best">Best order found, or null.</param>
public sealed record FaithView(Faithfulness Own, Faithfulness? Random, Faithfulness? Best)
{
    /// <summary>Gain in comprehensiveness over random order as a share of what the best order gains: 1 is the best, 0 no better than
    /// chance; comparable between models. Null without controls, or where no order is better than chance.</summary>
    public double? ShareOfBest => Random is null || Best is null || Best.Comprehensiveness - Random.Comprehensiveness < 1e-6 ? null
        : (Own.Comprehensiveness - Random.Comprehensiveness) / (Best.Comprehensiveness - Random.Comprehensiveness);

    /// <summary>From the lowest to the highest of the random orders at each share of words gone; empty where only their
    /// mean is held.</summary>
    public IReadOnlyList<(double Share, double Low, double High)> Band =>
        Random is not { } r || r.DeletionLowest.Count < 2 || r.DeletionHighest.Count != r.DeletionLowest.Count ? []
        : [.. r.DeletionLowest.Zip(r.DeletionHighest).Select((b, i) => (i / (double)(r.DeletionLowest.Count - 1), b.First, b.Second))];

    /// <summary>Finds the figures of an explanation among those of its text.</summary>
    /// <param name="all">Figures of the text by one run.</param>
    public static FaithView? Of(IReadOnlyList<Faithfulness> all, Explanation explanation)
    {
        var own = all.Where(f => f.Method == explanation.Method && f.Profile == explanation.Profile && f.Label == explanation.Label)
            .OrderBy(f => f.Target == explanation.Target ? 0 : 1).ThenBy(f => f.Absence == explanation.Absence ? 0 : 1).FirstOrDefault();
        Faithfulness? Control(string name) =>
            all.FirstOrDefault(f => f.Method == name && f.Label == explanation.Label && f.Absence == own!.Absence);
        return own is null ? null : new FaithView(own, Control(Faithfulness.Random), Control(Faithfulness.Best));
    }

    /// <summary>Probability of the label while an order's first words are taken away.</summary>
    /// <param name="of">Figures of an order.</param>
    /// <returns>Share of words gone and probability, ascending.</returns>
    public static IReadOnlyList<(double Share, double Probability)> Curve(Faithfulness of)
    {
        return of.Deletion.Count > 1
            ? [.. of.Deletion.Select((p, i) => (i / (double)(of.Deletion.Count - 1), p))]
            : [(0, of.Full), .. of.Bins.Zip(of.ComprehensivenessBins).Select(b => (b.First, of.Full - b.Second))];
    }
}
