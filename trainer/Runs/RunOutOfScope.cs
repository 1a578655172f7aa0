using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Runs;

/// <summary>Asks every inference rule of a stored run about texts that belong to none of its labels.</summary>
internal static class RunOutOfScope
{
    /// <remarks>Largest probability: Hendrycks and Gimpel 2017; what else a rule says, in its own file.</remarks>
    /// <param name="model">Model of the run.</param>
    /// <param name="outside">Texts out of scope.</param>
    /// <param name="most">Held-out texts at most, drawn evenly.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static OutOfScope Of(RunModel model, PlainTexts outside, int most, CancellationToken interrupt)
    {
        var all = model.Details.Predictions.TextIndex;
        var count = Math.Min(most, all.Length);
        int[] inside = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
        var cell = model.Cell;
        Read known = Of(model, cell.Corpus.Tokens.Of(inside), interrupt),
            other = Of(model, [.. outside.Texts.Select(t => cell.Corpus.Tokens.Of(t, null))], interrupt);
        var classes = model.Run.Labels.Count;
        List<OutOfScopeScore> scores = [];
        foreach (var (of, against) in known.Rules.Zip(other.Rules))
        {
            scores.Add(new OutOfScopeScore(of.Rule, "max-probability", ClassScores.Top(of.Probabilities, classes),
                ClassScores.Top(against.Probabilities, classes), against.Predicted));
            scores.AddRange(Raw(known, of.Rule)
                .Zip(Raw(other, of.Rule),
                    (inside, outside) => new OutOfScopeScore(of.Rule, inside.Name, inside.Values, outside.Values, against.Predicted)));
        }
        return new OutOfScope(outside.Name, outside.Checksum, outside.Texts, inside, scores);

        IReadOnlyList<RawScore> Raw(Read read, string rule) =>
            model.Model.Rules.OutOfScope(rule, read.Texts, read.Embeddings, read.Logits, interrupt);
    }

    private sealed record Read(IReadOnlyList<TokenizedText> Texts, float[] Embeddings, float[] Logits,
        IReadOnlyList<RulePredictions> Rules);

    private static Read Of(RunModel model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (embeddings, logits) = model.Model.Read(texts, interrupt);
        return new Read(texts, embeddings, logits, model.Model.Rules.Predict(texts, embeddings, logits, interrupt));
    }
}
