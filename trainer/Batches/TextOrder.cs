namespace DmlStudio.Trainer.Batches;

/// <summary>The next texts of a training: shuffled anew in every epoch.</summary>
/// <param name="train">Positions of the training texts; a text may stand several times.</param>
/// <param name="size">Texts of a batch.</param>
/// <param name="order">Random source of the order.</param>
/// <param name="epochs">Whether a batch ends with its epoch, the last one short; otherwise batches run on into the next.</param>
internal sealed class TextOrder(int[] train, int size, Random order, bool epochs = false)
{
    private readonly Queue<int> _queue = new();
    private readonly int _size = Math.Min(size, train.Length);

    /// <summary>The next batch.</summary>
    // The whole sample when it fits. The order is new for every epoch all the same: N-pairs takes the first two texts of a
    // label, and would never see another.
    public int[] Next()
    {
        while (_queue.Count < (epochs ? 1 : _size))
        {
            var shuffled = (int[])train.Clone();
            order.Shuffle(shuffled);
            foreach (var text in shuffled) { _queue.Enqueue(text); }
        }
        return [.. Enumerable.Range(0, Math.Min(_size, _queue.Count)).Select(_ => _queue.Dequeue())];
    }
}
