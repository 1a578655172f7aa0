namespace DmlStudio.Trainer.Batches;

/// <summary>Batches of up to ⌊B/m⌋ labels with m texts each; a label with fewer than m texts gives some of them again
/// (our own, for few and uneven labels). Every label comes round before one comes a second time.</summary>
/// <param name="train">Positions of the training texts.</param>
/// <param name="label">Label of a text.</param>
/// <param name="size">Texts of a batch at most; below m one label is taken.</param>
/// <param name="perLabel">m, at least 1.</param>
/// <param name="order">Random source.</param>
internal sealed class BalancedOrder(int[] train, Func<int, int> label, int size, int perLabel, Random order)
{
    private readonly (int Label, int[] Texts)[] _labels = [.. train.GroupBy(label).OrderBy(g => g.Key).Select(g => (g.Key, g.ToArray()))];
    private readonly Queue<int> _next = new();

    /// <summary>The next batch.</summary>
    public int[] Next()
    {
        var count = Math.Clamp(size / perLabel, 1, _labels.Length);
        var batch = new List<int>(count * perLabel);
        var taken = new HashSet<int>();
        while (taken.Count < count)
        {
            if (_next.Count == 0)
            {
                int[] round = [.. Enumerable.Range(0, _labels.Length)];
                order.Shuffle(round);
                foreach (var one in round) { _next.Enqueue(one); }
            }
            var at = _next.Dequeue();
            // Two rounds may meet in one batch.
            if (!taken.Add(at)) { _next.Enqueue(at); continue; }
            var texts = _labels[at].Texts;
            order.Shuffle(texts);
            for (var i = 0; i < perLabel; i++) { batch.Add(i < texts.Length ? texts[i] : texts[order.Next(texts.Length)]); }
        }
        return [.. batch];
    }
}
