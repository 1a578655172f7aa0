using DmlStudio.Losses;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>A siamese objective on a corpus of pairs: both texts go through the encoder by themselves, and the pair's
/// label says what they are to each other. Rules that compare embeddings see (|u−v| ; u∘v).</summary>
/// <remarks>Reimers and Gurevych 2019; features of SentEval. The last label of the corpus counts as alike, the first as
/// different, those between evenly, which is our own reading for labels that are no scores. Where the pairs have
/// scores, cosine regression learns them and ranking takes the pairs that are alike enough; the other losses know two
/// kinds of pairs and keep to the labels.</remarks>
/// <param name="context">The run.</param>
/// <param name="loss">The loss.</param>
internal sealed class PairObjective(ObjectiveContext context, EmbeddingLoss loss) : Objective
{
    private readonly string[] _names = [.. loss.Parameters.Select(p => p.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; } = [.. loss.Parameters.Select(p => EmbeddingTerm.Spec(p, context))];

    /// <inheritdoc/>
    public override string? OwnRule => loss is SbertSoftmaxLoss ? "pair-classifier" : null;

    /// <inheritdoc/>
    public override bool ComparesPooled => false;

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var (u, v) = Sides(batch.Select(model.Sample.Tokens));
        var (_, _, pooled, _) = model.Passes.Of([.. u, .. v]);
        var halves = pooled.chunk(2, 0);
        var value = Value(model, halves[0], halves[1], batch);
        value?.backward();
        var number = value?.item<float>() ?? 0;
        return new StepTerms(number, float.NaN, number).SkipsIf(value is null);
    }

    /// <inheritdoc/>
    public override (float[] Embeddings, float[] Logits) Read(RunNetwork model, IReadOnlyList<TokenizedText> texts,
        CancellationToken interrupt)
    {
        var (u, v) = Embedded(model, texts, interrupt);
        var h = context.Hidden;
        var features = new float[texts.Count * 2 * h];
        for (var i = 0; i < texts.Count; i++)
        {
            for (var d = 0; d < h; d++)
            {
                features[i * 2 * h + d] = Math.Abs(u[i * h + d] - v[i * h + d]);
                features[i * 2 * h + h + d] = u[i * h + d] * v[i * h + d];
            }
        }
        return (features, new float[texts.Count * context.Classes]);
    }

    /// <inheritdoc/>
    public override float[] Support(RunNetwork model, CancellationToken interrupt) =>
        Read(model, model.Sample.Tokens(model.Sample.Texts), interrupt).Embeddings;

    /// <inheritdoc/>
    public override float[] OwnScores(RunNetwork model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        if (loss is not SbertSoftmaxLoss softmax) { return base.OwnScores(model, texts, interrupt); }
        var (u, v) = Embedded(model, texts, interrupt);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor Rows(float[] values) => tensor(values, device: model.Device).view(-1, context.Hidden);
        return softmax.Logits(Rows(u), Rows(v), Layers(model)).cpu().contiguous().data<float>().ToArray();
    }

    private Tensor? Value(RunNetwork model, Tensor u, Tensor v, int[] batch)
    {
        int[] labels = [.. batch.Select(context.Label)];
        var last = context.Classes - 1;
        double?[] scores = [.. batch.Select(context.Score)];
        bool Alike(int at) => loss is MultipleNegativesLoss ranked && scores[at] is { } score ? ranked.Takes(score) : labels[at] == last;
        long[] alike = [.. Enumerable.Range(0, batch.Length).Where(Alike).Select(i => (long)i)],
            apart = [.. labels.Index().Where(l => l.Item == 0).Select(l => (long)l.Index)];
        Tensor Of(Tensor rows, long[] at) => rows.index_select(0, tensor(at, device: rows.device));
        switch (loss)
        {
            case SbertSoftmaxLoss softmax: return softmax.OfPairs(u, v, model.Sample.Labels(batch, model.Device), Layers(model));
            case PairLoss pairs:
                var graded = pairs is SbertCosineLoss;
                return pairs.OfPairs(u, v,
                    tensor(labels.Select((l, i) => graded && scores[i] is { } score ? (float)score : l / (float)last).ToArray(),
                        device: u.device),
                    Layers(model));
            case MultipleNegativesLoss ranking: return alike.Length < 2 ? null : ranking.OfPairs(Of(u, alike), Of(v, alike));
            case SbertTripletLoss triplet:
                // The second text of an unlike pair is what the anchor is to stay away from; any of them will do.
                return alike.Length == 0 || apart.Length == 0
                    ? null
                    : triplet.OfTriplets(Of(u, alike), Of(v, alike), Of(v, [.. alike.Select((_, i) => apart[i % apart.Length])]));
            default: throw new InvalidOperationException($"{loss.GetType().Name} is no objective of pairs.");
        }
    }

    private Tensor[] Layers(RunNetwork model) => [.. _names.Select(n => model.Parameters[n])];

    private (float[] U, float[] V) Embedded(RunNetwork model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (u, v) = Sides(texts);
        var (pooled, _) = model.Reading.Pooled([.. u, .. v], interrupt);
        return (pooled[..(pooled.Length / 2)], pooled[(pooled.Length / 2)..]);
    }

    private (TokenizedText[] U, TokenizedText[] V) Sides(IEnumerable<TokenizedText> texts)
    {
        var split = texts.Select(context.Cell.Corpus.Sides).ToArray();
        return ([.. split.Select(s => s.First)], [.. split.Select(s => s.Second)]);
    }
}
