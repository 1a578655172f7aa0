using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Datasets;

/// <summary>The folds of the published code: the corpus as its file has it, shuffled with 42, then scikit-learn's
/// <c>KFold(folds, shuffle=True, random_state=seed)</c>.</summary>
/// <remarks>Official code of arXiv:2211.15202 and of TripleEntropy. They are the published ones where the corpus has
/// the published rows in their order: MR, SUBJ, TREC. Of CR and MPQA the published code also counts a few empty lines,
/// SST-2 is there GLUE's.</remarks>
internal static class PublishedFolds
{
    private const uint CorpusSeed = 42;

    /// <summary>The fold of each text.</summary>
    /// <param name="seed">Seed of the folds; published: 2048.</param>
    /// <returns>[count], 0 to folds − 1.</returns>
    public static int[] Of(int count, int folds, uint seed)
    {
        int[] corpus = new NumpyRandom(CorpusSeed).Order(count), rows = new NumpyRandom(seed).Order(count);
        var foldOf = new int[count];
        var at = 0;
        // The first folds take one more where the count is no multiple.
        for (var fold = 0; fold < folds; fold++)
        {
            for (var left = count / folds + (fold < count % folds ? 1 : 0); left > 0; left--) { foldOf[corpus[rows[at++]]] = fold; }
        }
        return foldOf;
    }
}
