using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>Whether the names of the labels show in the training texts, before anything is trained.</summary>
internal static class LabelNamesFit
{
    // Enough to tell, and no more than a few steps' time.
    private const int MostTexts = 256;

    /// <summary>Compares texts and names; null for an objective that reads no names.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">Its model before the first step.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static NamesFit? Of(TrainingCell cell, FewShotModel model, int[] train, CancellationToken interrupt)
    {
        var classes = cell.Corpus.Source.Labels.Count;
        if (model.Objective.MoreTexts.Count < classes) { return null; }
        int[] texts = [.. train.Take(MostTexts)];
        var size = cell.EmbeddingSize;
        float[] Unit(IReadOnlyList<Tokenizers.TokenizedText> read) =>
            Vectors.Normalised(model.Network.Reading.Pooled(read, interrupt).Pooled, size);
        var (rows, names) = (Unit(cell.Corpus.Tokens.Of(texts)), Unit([.. model.Objective.MoreTexts.Take(classes)]));
        int[] labels = [.. texts.Select(i => cell.Corpus.Source.Texts[i].Label)];
        var cosines = new double[texts.Length * classes];
        for (var i = 0; i < cosines.Length; i++)
        {
            cosines[i] = Vectors.Dot(rows.AsSpan(i / classes * size, size), names.AsSpan(i % classes * size, size));
        }
        var nearest = ClassScores.Largest([.. cosines.Select(c => (float)c)], classes);
        var right = labels.Zip(nearest).Count(t => t.First == t.Second);
        return new NamesFit(AssignmentTest.Z(cosines, labels, classes), right, texts.Length);
    }
}
