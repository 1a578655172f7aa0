using static TorchSharp.torch;

namespace DmlStudio.Trainer.Attributions;

/// <summary>A trained model on one text.</summary>
/// <param name="model">Model.</param>
/// <param name="text">Text.</param>
/// <param name="interrupt">Stops between batches.</param>
public sealed class ModelScorer(ExplainedModel model, ExplainedText text, CancellationToken interrupt) : IScorer, IGradientScorer
{
    /// <inheritdoc/>
    public int Words => text.Seen.Length;

    /// <inheritdoc/>
    public int Tokens => text.Tokens.Count;

    /// <inheritdoc/>
    public int Hidden => model.Cell.Corpus.Encoder.Config.Hidden;

    /// <inheritdoc/>
    public int[] Owner => text.Owner;

    /// <inheritdoc/>
    public bool[] Special => [.. text.Tokens.Sequence.Select(s => s < 0)];

    private int MaskId => model.Cell.Corpus.Tokenizer.Special.MaskId;

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Score(IReadOnlyList<bool[]> masks, Absence absence)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return model.Read([.. masks.Select(m => text.With(m, absence, MaskId))], interrupt);
    }

    /// <inheritdoc/>
    public float[] Embeddings() => model.Model.WordVectors(text.Tokens.Ids);

    /// <inheritdoc/>
    public float[] Baseline(string baseline) => baseline switch
    {
        "pad" => model.Model.WordVectors([model.Cell.Corpus.Tokenizer.Special.PadId]),
        "mask" => model.Model.WordVectors([MaskId]),
        "zero" => new float[Hidden],
        _ => throw new InvalidDataException($"Baseline \"{baseline}\" is not known; expected pad, mask or zero."),
    };

    /// <inheritdoc/>
    public (double[][] Values, float[][] Gradients) Gradients(float[] points, IReadOnlyList<ExplainTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(targets);
        interrupt.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var words = Points(points).requires_grad_();                                        // [B, T, H]
        var (_, pooled, logits) = model.Model.FromWords(words, text.Tokens.TypeIds);
        double[][] values = new double[targets.Count][];
        float[][] gradients = new float[targets.Count][];
        for (var k = 0; k < targets.Count; k++)
        {
            var value = model.Value(pooled, logits, targets[k]);                            // [B]
            values[k] = Numbers(value);
            // Texts of a batch do not see each other, so the gradient of the sum is that of each.
            var slope = autograd.grad([value.sum()], [words], retain_graph: true)[0];
            gradients[k] = slope.cpu().contiguous().data<float>().ToArray();
        }
        return (values, gradients);
    }

    /// <inheritdoc/>
    public double[][] Values(float[] points, IReadOnlyList<ExplainTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (_, pooled, logits) = model.Model.FromWords(Points(points), text.Tokens.TypeIds);
        return [.. targets.Select(t => Numbers(model.Value(pooled, logits, t)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Attentions() => model.Model.Attentions(text.Tokens);

    /// <inheritdoc/>
    public float[]? MeanPooledStates()
    {
        if (model.Cell.Pooling != "mean") { return null; }
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        return model.Model.FromWords(Points(Embeddings()), text.Tokens.TypeIds).States.cpu().contiguous().data<float>().ToArray();
    }

    private Tensor Points(float[] points) => tensor(points, device: model.Model.Device).view(-1, Tokens, Hidden);

    private static double[] Numbers(Tensor values) => Array.ConvertAll(values.detach().cpu().contiguous().data<float>().ToArray(), v => (double)v);
}
