using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>
/// The training step as it is usually written, to be measured beside ours: every text padded to the same length, query, key and value
/// apart, attention by explicit scores, mask and softmax, AdamW tensor by tensor over all parameters, the whole word table included.
/// Same function, same numbers up to rounding.
/// </summary>
internal sealed class PlainTwin : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly EncoderConfig _config;
    private readonly Dictionary<string, (Tensor Value, Tensor First, Tensor Second, bool Decays)> _weights = new(StringComparer.Ordinal);
    private readonly int _length, _padId;
    private readonly double _dropout;
    private int _steps;

    /// <summary>Copies the weights.</summary>
    /// <param name="head">Weights of the linear head, [C · H], and its bias, [C].</param>
    /// <param name="length">Tokens that every text is padded to.</param>
    /// <param name="padId">Padding token.</param>
    /// <param name="dropout">Probability of dropout.</param>
    public PlainTwin(EncoderCheckpoint checkpoint, (float[] Weight, float[] Bias) head, int length, int padId, double dropout)
    {
        (_config, _length, _padId, _dropout) = (checkpoint.Config, length, padId, dropout);
        foreach (var (name, shape) in EncoderShapes.Of(_config)) { Add(name, checkpoint.Weight(name), shape); }
        Add("head.weight", head.Weight, [head.Bias.Length, _config.Hidden]);
        Add("head.bias", head.Bias, [head.Bias.Length]);
    }

    /// <summary>One step: forward, cross-entropy, backward, clipping, AdamW.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Decoupled weight decay.</param>
    /// <param name="clipNorm">Largest gradient norm.</param>
    /// <returns>The loss.</returns>
    public float Step(IReadOnlyList<TokenizedText> texts, IReadOnlyList<int> labels, double rate, double decay, double clipNorm)
    {
        using var scope = NewDisposeScope();
        foreach (var (value, _, _, _) in _weights.Values)
        {
            value.grad?.Dispose();
            value.grad = null;
        }
        var pooled = Embed(texts, _length, _dropout);                                                            // [B, H]
        var logits = F.linear(Dropped(pooled, _dropout), W("head.weight"), W("head.bias"));                      // [B, C]
        var loss = F.cross_entropy(logits, tensor(labels.Select(l => (long)l).ToArray()));
        loss.backward();
        using (no_grad()) { Update(rate, decay, clipNorm); }
        return loss.item<float>();
    }

    /// <summary>Mean-pooled embeddings of a batch, every text padded to the longest of the batch.</summary>
    /// <returns>[B · H].</returns>
    public float[] Read(IReadOnlyList<TokenizedText> texts)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        return Embed(texts, texts.Max(t => t.Count), 0).data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (value, first, second, _) in _weights.Values)
        {
            value.grad?.Dispose();
            value.Dispose();
            first.Dispose();
            second.Dispose();
        }
    }

    private void Add(string name, float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        var value = tensor(values).view(shape).detach().requires_grad_().MoveToOuterDisposeScope().DetachFromDisposeScope();
        _weights.Add(name, (value, zeros(shape).MoveToOuterDisposeScope().DetachFromDisposeScope(), zeros(shape).MoveToOuterDisposeScope()
            .DetachFromDisposeScope(),
            !(name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("LayerNorm", StringComparison.Ordinal))));
    }

    private Tensor W(string name) => _weights[name].Value;

    private Tensor Embed(IReadOnlyList<TokenizedText> texts, int length, double dropout)
    {
        int b = texts.Count, heads = _config.Heads, size = _config.Hidden / heads;
        long[] ids = new long[b * length], mask = new long[b * length], types = new long[b * length], positions = new long[b * length];
        Array.Fill(ids, _padId);
        for (var i = 0; i < b; i++)
        {
            for (var t = 0; t < length; t++)
            {
                var at = i * length + t;
                var real = t < texts[i].Count;
                if (real) { (ids[at], mask[at], types[at]) = (texts[i].Ids[t], 1, texts[i].TypeIds[t]); }
                positions[at] = _config.PositionsFollowPadding ? real ? _config.PadId + 1 + t : _config.PadId : t;
            }
        }
        Tensor Rows(string table, long[] of) => W(table).index_select(0, tensor(of)).view(b, length, _config.Hidden);   // [B, T, H]
        var x = Rows(EncoderShapes.Words, ids).add(Rows(EncoderShapes.Positions, positions), N(1))
            .add(Rows("embeddings.token_type_embeddings.weight", types), N(1));
        x = Dropped(Norm("embeddings.", x), dropout);                                                            // [B, T, H]
        var real2 = tensor(mask).view(b, length).to(ScalarType.Float32);                                         // [B, T]
        var hidden = real2.sub(N(1)).mul(N(1e30)).view(b, 1, 1, length);
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            var at = FormattableString.Invariant($"encoder.layer.{layer}.");
            // [B, heads, T, size]
            Tensor Part(string name) => Linear(at + "attention.self." + name, x).view(b, length, heads, size).transpose(1, 2);
            // [B, heads, T, T]
            var scores = Part("query").matmul(Part("key").transpose(-1, -2)).div(N(Math.Sqrt(size))).add(hidden, N(1));
            var mixed = Dropped(scores.softmax(-1), dropout).matmul(Part("value")).transpose(1, 2).contiguous()
                .view(b, length, _config.Hidden);
            x = Norm(at + "attention.output.", x.add(Dropped(Linear(at + "attention.output.dense", mixed), dropout), N(1)));
            var inner = Linear(at + "intermediate.dense", x);
            inner = _config.Activation == "gelu_new" ? F.gelu(inner, TorchSharp.Modules.GELU.Approximate.tanh) : F.gelu(inner);
            x = Norm(at + "output.", x.add(Dropped(Linear(at + "output.dense", inner), dropout), N(1)));
        }
        var weights = real2.unsqueeze(-1);                                                                       // [B, T, 1]
        return x.mul(weights).sum(1).div(weights.sum(1));                                                        // [B, H]
    }

    private Tensor Linear(string name, Tensor x) => F.linear(x, W(name + ".weight"), W(name + ".bias"));

    private Tensor Norm(string at, Tensor x) =>
        F.layer_norm(x, [_config.Hidden], W(at + "LayerNorm.weight"), W(at + "LayerNorm.bias"), _config.LayerNormEpsilon);

    private static Tensor Dropped(Tensor x, double dropout) => dropout > 0 ? F.dropout(x, dropout, training: true) : x;

    private void Update(double rate, double decay, double clipNorm)
    {
        _steps++;
        var square = 0.0;
        foreach (var (value, _, _, _) in _weights.Values) { if (value.grad is { } g) { square += Math.Pow(g.norm().item<float>(), 2); } }
        var shrink = Math.Min(1, clipNorm / (Math.Sqrt(square) + 1e-6));
        double correction1 = 1 - Math.Pow(Beta1, _steps), correction2 = Math.Sqrt(1 - Math.Pow(Beta2, _steps));
        foreach (var (value, first, second, decays) in _weights.Values)
        {
            if (value.grad is not { } gradient) { continue; }
            gradient.mul_(N(shrink));
            if (decays) { value.mul_(N(1 - rate * decay)); }
            first.mul_(N(Beta1)).add_(gradient, alpha: N(1 - Beta1));
            second.mul_(N(Beta2)).addcmul_(gradient, gradient, N(1 - Beta2));
            var divisor = second.sqrt().div_(N(correction2)).add_(N(Epsilon), N(1));
            value.addcdiv_(first, divisor, N(-rate / correction1));
        }
    }
}
