using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Runs;

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
        Read known = Of(model, [.. inside.Select(i => cell.Corpus[i])], interrupt), other = Of(model, [.. outside.Texts.Select(t => cell.Corpus.Encode(t, null))], interrupt);
        var classes = model.Run.Labels.Count;
        List<OutOfScopeScore> scores = [];
        foreach (var (of, against) in known.Rules.Zip(other.Rules))
        {
            scores.Add(new OutOfScopeScore(of.Rule, "max-probability", Max(of.Probabilities, classes), Max(against.Probabilities, classes), against.Predicted));
            foreach (var (name, score) in Raw(of.Rule)) { scores.Add(new OutOfScopeScore(of.Rule, name, score(known), score(other), against.Predicted)); }
        }
        return new OutOfScope(outside.Name, outside.Checksum, outside.Texts, inside, scores);

        // What stands behind a rule's probabilities: a softmax forgets how large the scores were.
        (string Name, Func<Read, float[]> Score)[] Raw(string rule)
        {
            float[] Scores(Read read) => model.Model.Rules.Scores(rule, read.Texts, read.Embeddings, read.Logits, interrupt);
            return rule switch
            {
                "head" => [("max-logit", r => Max(Scores(r), classes)), ("energy", r => [.. Scores(r).Chunk(classes).Select(Energy)])],
                "nearest-proxy" => [("max-class-score", r => Max(Scores(r), classes))],
                "logistic" or "label-names" => [("max-score", r => Max(Scores(r), classes))],
                "centroid" => [("minus-distance", r => Max(Scores(r), classes))],
                "knn" => [("cosine-to-nearest", r => Nearest(model.Model.Rules, r.Embeddings))],
                _ => [],
            };
        }
    }

    private sealed record Read(IReadOnlyList<TokenizedText> Texts, float[] Embeddings, float[] Logits, IReadOnlyList<RulePredictions> Rules);

    private static Read Of(RunModel model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (embeddings, logits) = model.Model.Read(texts, interrupt);
        return new Read(texts, embeddings, logits, model.Model.Rules.Predict(texts, embeddings, logits, interrupt));
    }

    private static float[] Max(float[] rows, int classes) => [.. rows.Chunk(classes).Select(r => r.Max())];

    private static float Energy(float[] logits)
    {
        var top = logits.Max();
        return (float)(top + Math.Log(logits.Sum(z => Math.Exp(z - top))));
    }

    private static float[] Nearest(RunRules rules, float[] embeddings)
    {
        var dimension = rules.Dimension;
        float[] texts = Vectors.Normalised(embeddings, dimension), support = Vectors.Normalised(rules.Support, dimension);
        return [.. Enumerable.Range(0, texts.Length / dimension).Select(i => (float)Enumerable.Range(0, rules.Labels.Length)
            .Max(t => Vectors.Dot(texts.AsSpan(i * dimension, dimension), support.AsSpan(t * dimension, dimension))))];
    }
}
