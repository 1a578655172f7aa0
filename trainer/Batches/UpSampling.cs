namespace DmlStudio.Trainer.Batches;

/// <summary>Draws texts of rare labels again until every label of the sample counts alike; after the split, so that no copy
/// is held out.</summary>
internal static class UpSampling
{
    /// <summary>The sample with its copies behind it.</summary>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="label">Label of a text.</param>
    /// <param name="random">Draws the copies.</param>
    public static int[] Of(int[] train, Func<int, int> label, Random random)
    {
        var groups = train.GroupBy(label).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var most = groups.Max(g => g.Length);
        return [.. train, .. groups.SelectMany(g => Enumerable.Range(0, most - g.Length).Select(_ => g[random.Next(g.Length)]).ToArray())];
    }
}
