using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Training;

/// <summary>Label vectors that start where the encoder puts the labels' names, so that labels of like names begin near one another.</summary>
/// <remarks>Objectives §10. The embeddings go to the size of a label vector by drawn directions, which keep angles nearly (Johnson and
/// Lindenstrauss 1984), and have the length of the drawn start.</remarks>
internal static class LabelVectorStart
{
    /// <summary>The names, tokenised; none where they are not asked for, or say nothing of their labels.</summary>
    /// <param name="cell">The run.</param>
    public static IReadOnlyList<TokenizedText> Names(TrainingCell cell) =>
        cell.LossSettings is ClldSettings { Start: "names" } && LabelNames.Of(cell.Corpus.Corpus, "") is var names && LabelNames.Tell(names) ? [.. names.Select(n => cell.Corpus.Encode(n, null))] : [];

    /// <summary>Moves the label vectors; names that say nothing of their labels leave the drawn start.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">The model before its first step.</param>
    /// <param name="interrupt">Stops.</param>
    public static void AtNames(TrainingCell cell, FewShotModel model, CancellationToken interrupt)
    {
        if (model.Metric is not { Parameters: [{ Name: "label-vectors" } parameter] }) { return; }
        var names = Names(cell);
        if (names.Count == 0) { return; }
        var (hidden, size) = (cell.EmbeddingSize, parameter.Dimension);
        var unit = Vectors.Normalised(model.ReadPooled(names, interrupt).Pooled, hidden);
        var directions = Losses.NormalDraw.Of(Seeds.Source(cell.Seed, FormattableString.Invariant($"label-vectors/{cell.Repetition}")), hidden * size, 1);
        var values = new float[names.Count * size];
        for (var i = 0; i < values.Length; i++) { values[i] = (float)Vectors.Dot(unit.AsSpan(i / size * hidden, hidden), directions.AsSpan(i % size * hidden, hidden)); }
        model.Parameters.Set(model.Objective.MetricNames[0], values);
    }
}
