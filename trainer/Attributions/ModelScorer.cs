using static TorchSharp.torch;

namespace DmlStudio.Trainer.Attributions;

/// <summary>A trained model on one text.</summary>
/// <param name="interrupt">Stops between batches.</param>
/// <param name="words">Word embeddings of the text, [T · H]; null for those that the model has for its tokens.</param>
internal sealed class ModelScorer(ExplainedModel model, ExplainedText text, CancellationToken interrupt, float[]? words = null)
    : IGradientScorer
{
    private const int BatchTokens = 4096;

    /// <inheritdoc/>
    public int Words => text.Seen.Length;

    /// <inheritdoc/>
    public int Tokens => text.Tokens.Count;

    /// <inheritdoc/>
    public int Hidden => model.Cell.Corpus.Encoder.Config.WordSize;

    /// <inheritdoc/>
    public int[] Owner => text.Owner;

    /// <inheritdoc/>
    public bool[] Special => [.. text.Tokens.Sequence.Select(s => s < 0)];

    private int MaskId => model.Cell.Corpus.Tokenizer.Special.MaskId;

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Score(IReadOnlyList<bool[]> masks, Absence absence)
    {
        return words is null ? model.Read([.. masks.Select(m => text.With(m, absence, MaskId))], interrupt) : Score(words, masks, absence);
    }

    /// <inheritdoc/>
    public float[] Embeddings() => words ?? model.Model.Network.Words.Vectors(text.Tokens.Ids);

    /// <inheritdoc/>
    public IGradientScorer At(float[] words) => new ModelScorer(model, text, interrupt, words);

    /// <inheritdoc/>
    public float[] Baseline(string baseline) => baseline switch
    {
        "pad" => model.Model.Network.Words.Vectors([model.Cell.Corpus.Tokenizer.Special.PadId]),
        "mask" => model.Model.Network.Words.Vectors([MaskId]),
        "zero" => new float[Hidden],
        _ => throw new InvalidDataException($"Baseline \"{baseline}\" is not known; expected pad, mask or zero."),
    };

    /// <inheritdoc/>
    public (double[][] Values, float[][] Gradients) Gradients(float[] points, IReadOnlyList<ExplainTarget> targets)
    {
        interrupt.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var at = Points(points).requires_grad_();                                           // [B, T, H]
        var (_, pooled, logits) = model.Model.Network.Words.FromVectors(at, text.Tokens.TypeIds);
        double[][] values = new double[targets.Count][];
        float[][] gradients = new float[targets.Count][];
        for (var k = 0; k < targets.Count; k++)
        {
            var value = model.Value(pooled, logits, targets[k]);                            // [B]
            values[k] = Numbers(value);
            // Texts of a batch do not see each other, so the gradient of the sum is that of each.
            var slope = autograd.grad([value.sum()], [at], retain_graph: true)[0];
            gradients[k] = slope.cpu().contiguous().data<float>().ToArray();
        }
        return (values, gradients);
    }

    /// <inheritdoc/>
    public double[][] Values(float[] points, IReadOnlyList<ExplainTarget> targets)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (_, pooled, logits) = model.Model.Network.Words.FromVectors(Points(points), text.Tokens.TypeIds);
        return [.. targets.Select(t => Numbers(model.Value(pooled, logits, t)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Attentions() => model.Model.Network.Words.Attentions(text.Tokens);

    /// <inheritdoc/>
    public float[]? MeanPooledStates()
    {
        if (model.Cell.Pooling != "mean" || model.Cell.Modules.Dense.Count > 0) { return null; }
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        return model.Model.Network.Words.FromVectors(Points(Embeddings()), text.Tokens.TypeIds).States.cpu().contiguous().data<float>()
            .ToArray();
    }

    // Embeddings cannot be padded by a token, so texts of one length go together. Only words of the first text go, so
    // that equal lengths mean equal types.
    private ModelOutput[] Score(float[] at, IReadOnlyList<bool[]> masks, Absence absence)
    {
        var outputs = new ModelOutput[masks.Count];
        var hidden = Hidden;
        var absent = Baseline("mask");
        int[] Kept(bool[] mask) => [.. Enumerable.Range(0, Tokens).Where(t => absence == Absence.Mask || Owner[t] < 0 || mask[Owner[t]])];
        foreach (var some in masks.Select((m, i) => (Index: i, Mask: m, Kept: Kept(m))).GroupBy(m => m.Kept.Length)
            .SelectMany(g => g.Chunk(Math.Max(1, BatchTokens / g.Key))))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            var length = some[0].Kept.Length;
            var points = new float[some.Length * length * hidden];
            for (var i = 0; i < some.Length; i++)
            {
                for (var t = 0; t < length; t++)
                {
                    var token = some[i].Kept[t];
                    var here = Owner[token] >= 0 && !some[i].Mask[Owner[token]] ? absent : at.AsSpan(token * hidden, hidden);
                    here.CopyTo(points.AsSpan((i * length + t) * hidden, hidden));
                }
            }
            var (_, pooled, logits) =
                model.Model.Network.Words.FromVectors(tensor(points, device: model.Model.Network.Device).view(some.Length, length, hidden),
                    [.. some[0].Kept.Select(t => text.Tokens.TypeIds[t])]);
            var read = model.Outputs([], Floats(pooled), Floats(logits), interrupt);
            for (var i = 0; i < some.Length; i++) { outputs[some[i].Index] = read[i]; }
        }
        return outputs;
    }

    private static float[] Floats(Tensor values) => values.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();

    private Tensor Points(float[] points) => tensor(points, device: model.Model.Network.Device).view(-1, Tokens, Hidden);

    private static double[] Numbers(Tensor values) =>
        Array.ConvertAll(values.detach().cpu().contiguous().data<float>().ToArray(), v => (double)v);
}
