namespace DmlStudio.Records;

/// <summary>All predictions of a run on its held-out fold; every array has one entry per test text (N).</summary>
/// <param name="TextIndex">Position of the text in the corpus.</param>
/// <param name="Gold">Label of the text.</param>
/// <param name="Rules">One entry per inference rule.</param>
/// <param name="DistanceToHeldOutMean">Euclidean distance of the normalised embedding to the mean of the test
/// embeddings.</param>
/// <param name="DistanceToProxy">Cosine distance (1 − cos, 0..2) to the nearest proxy; NaN without proxies.</param>
public sealed record Predictions(
    int[] TextIndex, int[] Gold, IReadOnlyList<RulePredictions> Rules, float[] DistanceToHeldOutMean,
    float[] DistanceToProxy)
{
    /// <summary>Number of test texts.</summary>
    public int Count => Gold.Length;

    /// <summary>The predictions of a rule, or null when the run has none.</summary>
    public RulePredictions? Rule(string rule) => Rules.FirstOrDefault(r => r.Rule == rule);
}
