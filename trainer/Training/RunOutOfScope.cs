using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Training;

/// <summary>Asks every inference rule of a stored run about texts that belong to none of its labels.</summary>
public static class RunOutOfScope
{
    /// <summary>Asks.</summary>
    /// <remarks>Largest probability: Hendrycks and Gimpel 2017; largest logit: Hendrycks et al. 2022; energy log Σ exp: Liu et al. 2020.</remarks>
    /// <param name="model">Model of the run.</param>
    /// <param name="outside">Texts out of scope.</param>
    /// <param name="most">Held-out texts at most, drawn evenly.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static OutOfScope Of(RunModel model, PlainTexts outside, int most, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(outside);
        var all = model.Details.Predictions.TextIndex;
        var count = Math.Min(most, all.Length);
        int[] inside = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
        var cell = model.Cell;
        InferenceInput known = Input(model, [.. inside.Select(i => cell.Corpus[i])], interrupt), other = Input(model, [.. outside.Texts.Select(t => cell.Corpus.Encode(t, null))], interrupt);
        List<OutOfScopeScore> scores = [];
        foreach (var ((rule, of), (_, against)) in InferenceTable.Answers(known).Zip(InferenceTable.Answers(other)))
        {
            var predicted = ClassScores.Largest(against, other.Classes);
            scores.Add(new OutOfScopeScore(rule, "max-probability", Max(of, known.Classes), Max(against, other.Classes), predicted));
            foreach (var (name, score) in Raw(rule)) { scores.Add(new OutOfScopeScore(rule, name, score(known), score(other), predicted)); }
        }
        return new OutOfScope(outside.Name, outside.Checksum, outside.Texts, inside, scores);
    }

    // What stands behind a rule's probabilities: a softmax forgets how large the scores were.
    private static (string Name, Func<InferenceInput, float[]> Score)[] Raw(string rule) => rule switch
    {
        "head" => [("max-logit", i => Max(i.Logits!, i.Classes)), ("energy", i => [.. i.Logits!.Chunk(i.Classes).Select(Energy)])],
        "nearest-proxy" => [("max-class-score", i => Max(i.ProxyScores!, i.Classes))],
        "centroid" => [("minus-distance", i => Max(CentroidRule.Scores(i.Embeddings, i.Training, i.TrainingLabels, i.Dimension, i.Classes), i.Classes))],
        "knn" => [("cosine-to-nearest", Nearest)],
        _ => [],
    };

    private static float[] Max(float[] rows, int classes) => [.. rows.Chunk(classes).Select(r => r.Max())];

    private static float Energy(float[] logits)
    {
        var top = logits.Max();
        return (float)(top + Math.Log(logits.Sum(z => Math.Exp(z - top))));
    }

    private static float[] Nearest(InferenceInput input)
    {
        float[] texts = Vectors.Normalised(input.Embeddings, input.Dimension), support = Vectors.Normalised(input.Training, input.Dimension);
        return [.. Enumerable.Range(0, texts.Length / input.Dimension).Select(i => (float)Enumerable.Range(0, input.TrainingLabels.Length)
            .Max(t => Vectors.Dot(texts.AsSpan(i * input.Dimension, input.Dimension), support.AsSpan(t * input.Dimension, input.Dimension))))];
    }

    private static InferenceInput Input(RunModel model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var cell = model.Cell;
        var (embeddings, logits) = model.Model.Read(texts, interrupt);
        var (support, _) = model.Model.Read([.. model.Train.Select(i => cell.Corpus[i])], interrupt);
        return new InferenceInput
        {
            Dimension = embeddings.Length / texts.Count,
            Classes = model.Run.Labels.Count,
            Embeddings = embeddings,
            Training = support,
            TrainingLabels = [.. model.Train.Select(i => cell.Corpus.Corpus.Texts[i].Label)],
            // A run whose head was not trained stored no predictions of it.
            Logits = model.Details.Predictions.Rule("head") is null ? null : logits,
            ProxyScores = model.Model.ClassScores(embeddings),
            ProxyScale = model.Model.Metric?.ScoreScale ?? 1,
            Beta = cell.Settings.Beta,
            Neighbours = cell.Settings.Neighbours,
        };
    }
}
