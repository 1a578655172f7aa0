using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>The control: what rankings that know nothing get.</summary>
/// <param name="Count">Orders drawn.</param>
/// <param name="Mean">Mean over the orders, point by point.</param>
/// <param name="DeletionLowest">Lowest p of an order at each point of the deletion curve.</param>
/// <param name="DeletionHighest">Highest p of an order at each point of the deletion curve.</param>
internal sealed record RandomOrders(int Count, WordOrder Mean, double[] DeletionLowest, double[] DeletionHighest)
{
    /// <summary>Draws and measures.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="label">Label whose probability is watched.</param>
    /// <param name="absence">How words are taken away.</param>
    /// <param name="draws">Orders, at least 1.</param>
    public static RandomOrders Of(TextScores text, int label, Absence absence, int draws, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        WordOrder[] all = [.. Enumerable.Range(0, draws).Select(_ =>
        {
            var order = Enumerable.Range(0, text.Words).ToArray();
            random.Shuffle(order);
            return WordOrder.Measure(text, order, label, absence);
        })];
        double[] Each(Func<WordOrder, double[]> of, Func<IEnumerable<double>, double> take) =>
            [.. Enumerable.Range(0, of(all[0]).Length).Select(i => take(all.Select(o => of(o)[i])))];
        double[] Mean(Func<WordOrder, double[]> of) => Each(of, Enumerable.Average);
        return new RandomOrders(draws,
            new WordOrder(Mean(o => o.Comprehensiveness), Mean(o => o.Sufficiency), Mean(o => o.Deletion), Mean(o => o.Insertion),
                all.Average(o => o.LogOdds)),
            Each(o => o.Deletion, Enumerable.Min), Each(o => o.Deletion, Enumerable.Max));
    }

    /// <summary>As a record of the store.</summary>
    /// <param name="of">Text, method and what else is known of it.</param>
    public Faithfulness Into(Faithfulness of) =>
        Mean.Into(of) with { Orders = Count, DeletionLowest = DeletionLowest, DeletionHighest = DeletionHighest };
}
