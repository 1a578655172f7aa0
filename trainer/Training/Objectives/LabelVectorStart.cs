using DmlStudio.Inference;
using DmlStudio.Losses;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Label vectors that start where the encoder puts the labels' names, so that labels of like names begin near
/// one another.</summary>
/// <remarks>Lan et al. 2021, arXiv:2110.13656. The embeddings go to the size of a label vector by drawn directions,
/// which keep angles nearly (Johnson and Lindenstrauss 1984), and have the length of the drawn start.</remarks>
internal static class LabelVectorStart
{
    /// <summary>The names, tokenised; none where they say nothing of their labels, which leaves the drawn start.</summary>
    /// <param name="cell">The run.</param>
    public static IReadOnlyList<TokenizedText> Names(TrainingCell cell) =>
        LabelNames.Of(cell.Corpus.Source, "") is var names && LabelNames.Tell(names)
            ? [.. names.Select(n => cell.Corpus.Tokens.Of(n, null))]
            : [];

    /// <summary>Moves the label vectors.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">The model before its first step; it knows the names' tokens.</param>
    /// <param name="names">The names, one for each label.</param>
    /// <param name="tensor">Name of the label vectors in the model's buffer.</param>
    /// <param name="size">Size of a label vector.</param>
    public static void AtNames(TrainingCell cell, RunNetwork model, IReadOnlyList<TokenizedText> names, string tensor, int size,
        CancellationToken interrupt)
    {
        var hidden = cell.EmbeddingSize;
        var unit = Vectors.Normalised(model.Reading.Pooled(names, interrupt).Pooled, hidden);
        var directions = NormalDraw.Of(Seeds.Source(cell.Seed, FormattableString.Invariant($"label-vectors/{cell.Repetition}")),
            hidden * size, 1);
        var values = new float[names.Count * size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)Vectors.Dot(unit.AsSpan(i / size * hidden, hidden), directions.AsSpan(i % size * hidden, hidden));
        }
        model.Parameters.Set(tensor, values);
    }
}
