using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training;

/// <summary>Encoder, head and proxies of one run, in one buffer.</summary>
public sealed class FewShotModel : IDisposable
{
    private readonly TrainingCell _cell;
    private readonly EncoderNetwork _network;
    private readonly CompactVocabulary _vocabulary;
    private readonly Device _device;
    private Tensor? _words;

    /// <summary>Lays out all tensors with their values before the first step.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it lives.</param>
    public FewShotModel(TrainingCell cell, int[] train, Device device)
    {
        ArgumentNullException.ThrowIfNull(cell);
        (_cell, _device) = (cell, device);
        var (encoder, settings) = (cell.Corpus.Encoder, cell.Settings);
        int hidden = encoder.Config.Hidden, classes = cell.Corpus.Corpus.Labels.Count;
        _vocabulary = new CompactVocabulary(train.Select(i => cell.Corpus[i].Ids), cell.Corpus.Tokenizer.Special.PadId);
        var specs = EncoderNetwork.Specs(encoder, _vocabulary.Gather(encoder.Weight(EncoderShapes.Words), hidden), settings.DecayEverything).ToList();
        var random = Seeds.Source(cell.Seed, FormattableString.Invariant($"head/{cell.Repetition}"));
        void Linear(string name, int rows, int columns)
        {
            specs.Add(new ParameterSpec(name + ".weight", [rows, columns], NormalDraw.Of(random, rows * columns, 0.02), true));
            specs.Add(new ParameterSpec(name + ".bias", [rows], new float[rows], settings.DecayEverything));
        }
        if (settings.Head == "mlp") { Linear("head.dense", hidden, hidden); }
        Linear("head.out", classes, hidden);
        Metric = LossTable.Parse(cell.Loss).Metric?.Make(cell.LossSettings!, classes, hidden);
        foreach (var parameter in Metric?.Parameters ?? [])
        {
            var proxies = Seeds.Source(cell.Seed, FormattableString.Invariant($"{parameter.Name}/{cell.Repetition}"));
            specs.Add(new ParameterSpec(parameter.Name, [parameter.Labels.Length, parameter.Dimension], parameter.Initial(proxies),
                settings.DecayEverything, settings.ProxyLrMultiplier));
        }
        Parameters = new FlatParameters(specs, device);
        _network = new EncoderNetwork(encoder.Config, Parameters, cell.Precision == "bf16" ? Precision.Bf16 : Precision.Fp32);
        PadRow = _vocabulary.Compact([cell.Corpus.Tokenizer.Special.PadId])[0];
    }

    /// <summary>All trained tensors.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The metric loss, or null.</summary>
    public EmbeddingLoss? Metric { get; }

    /// <summary>Where its tensors live.</summary>
    public Device Device => _device;

    /// <summary>Row of the padding token in the compact word table.</summary>
    public int PadRow { get; }

    /// <summary>Proxies or centres in the order of the loss's parameters.</summary>
    public Tensor[] Proxies => [.. (Metric?.Parameters ?? []).Select(p => Parameters[p.Name])];

    /// <summary>Forward pass for training, with the compact word table and dropout.</summary>
    /// <param name="texts">The batch.</param>
    /// <returns>States [B, T, H], mask [B, T], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits) Train(IReadOnlyList<TokenizedText> texts)
    {
        using var scope = NewDisposeScope();
        var dropout = _cell.Settings.Dropout;
        var (ids, mask, types) = TokenBatch.Of(texts, _vocabulary.Compact, PadRow, _device);
        var states = _network.Forward(ids, mask, types, dropout);
        mask ??= ones_like(ids);
        var pooled = Pooling.Of(_cell.Settings.Pooling, states, mask);
        var logits = Head(pooled, dropout);
        return (states.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());
    }

    /// <summary>What was given to <see cref="EndTraining"/>; 1 before.</summary>
    public double UntouchedScale { get; private set; } = 1;

    /// <summary>Puts the trained rows back into the whole word table; from here on any text can be read.</summary>
    /// <param name="untouchedScale">Product of the decays that untouched rows would have met.</param>
    public void EndTraining(double untouchedScale)
    {
        UntouchedScale = untouchedScale;
        var hidden = _cell.Corpus.Encoder.Config.Hidden;
        var full = _vocabulary.Restore(_cell.Corpus.Encoder.Weight(EncoderShapes.Words), Parameters.Copy(EncoderShapes.Words), hidden, untouchedScale);
        _words = tensor(full, device: _device).view(-1, hidden).DetachFromDisposeScope();
        _network.WordTable = _words;
    }

    /// <summary>Embeddings and logits of texts, in their order, without dropout; batches of similar length.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>Embeddings [N · H] and logits [N · C].</returns>
    public (float[] Embeddings, float[] Logits) Read(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(texts);
        int hidden = _cell.Corpus.Encoder.Config.Hidden, classes = _cell.Corpus.Corpus.Labels.Count;
        float[] embeddings = new float[texts.Count * hidden], logits = new float[texts.Count * classes];
        using var inference = inference_mode();
        foreach (var batch in TokenBatch.ByLength([.. texts.Select(t => t.Count)], 2048))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (ids, mask, types) = TokenBatch.Of([.. batch.Select(i => texts[i])], null, _cell.Corpus.Tokenizer.Special.PadId, _device);
            var pooled = Pooling.Of(_cell.Settings.Pooling, _network.Forward(ids, mask, types), mask ?? ones_like(ids));
            Scatter(pooled, hidden, embeddings);
            Scatter(Head(pooled, 0), classes, logits);

            void Scatter(Tensor rows, int width, float[] into)
            {
                var values = rows.cpu().contiguous().data<float>().ToArray();
                for (var i = 0; i < batch.Length; i++) { Array.Copy(values, i * width, into, batch[i] * width, width); }
            }
        }
        return (embeddings, logits);
    }

    /// <summary>Word vectors of tokens, before positions and LayerNorm; after training.</summary>
    /// <param name="ids">Token ids, [T].</param>
    /// <returns>[T · H].</returns>
    public float[] WordVectors(IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var table = _words ?? throw new InvalidOperationException("Word vectors are read after training.");
        return table.index_select(0, tensor(ids.Select(i => (long)i).ToArray(), device: _device)).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Reads word vectors of one's own, such as those between a text and a baseline, without dropout. Nothing is padded, and
    /// positions are those of a text of T tokens.</summary>
    /// <param name="words">[B, T, H]; gradients flow to it.</param>
    /// <param name="types">Token types, [T].</param>
    /// <returns>States [B, T, H], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Pooled, Tensor Logits) FromWords(Tensor words, IReadOnlyList<int> types)
    {
        ArgumentNullException.ThrowIfNull(words);
        using var scope = NewDisposeScope();
        long b = words.shape[0], t = words.shape[1];
        // The vectors are the word table, and the texts name its rows one after the other.
        var table = _network.WordTable;
        try
        {
            _network.WordTable = words.reshape(b * t, -1);
            var ids = arange(b * t, dtype: ScalarType.Int64, device: _device).view(b, t);
            var kinds = types.Any(k => k != 0) ? tensor(types.Select(k => (long)k).ToArray(), device: _device).unsqueeze(0).expand(b, t) : null;
            var states = _network.Forward(ids, null, kinds);
            var pooled = Pooling.Of(_cell.Settings.Pooling, states, ones_like(ids));
            return (states.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(), Head(pooled, 0).MoveToOuterDisposeScope());
        }
        finally { _network.WordTable = table; }
    }

    /// <summary>Attention of every layer on a text, the mean over its heads, [L][T · T]; empty where the encoder gives none.</summary>
    /// <param name="text">Text.</param>
    public IReadOnlyList<double[]> Attentions(TokenizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var layers = new List<double[]>();
        _network.WatchAttention = attention => layers.Add(Array.ConvertAll(attention[0].mean([0]).cpu().contiguous().data<float>().ToArray(), v => (double)v));
        try
        {
            var (ids, mask, types) = TokenBatch.Of([text], null, _cell.Corpus.Tokenizer.Special.PadId, _device);
            _network.Forward(ids, mask, types);
        }
        finally { _network.WatchAttention = null; }
        return layers;
    }

    /// <summary>Scores of every label by the proxies, or null for a loss without proxies.</summary>
    /// <param name="embeddings">[N · H].</param>
    public float[]? ClassScores(float[] embeddings)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var rows = tensor(embeddings, device: _device).view(-1, _cell.Corpus.Encoder.Config.Hidden);
        return Metric?.ClassScores(rows, Proxies)?.cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _words?.Dispose();
        Parameters.Dispose();
    }

    private Tensor Head(Tensor pooled, double dropout)
    {
        using var scope = NewDisposeScope();
        var x = dropout > 0 ? F.dropout(pooled, dropout, training: true) : pooled;
        if (_cell.Settings.Head == "mlp")
        {
            x = F.linear(x, Parameters["head.dense.weight"], Parameters["head.dense.bias"]).tanh();
            if (dropout > 0) { x = F.dropout(x, dropout, training: true); }
        }
        return F.linear(x, Parameters["head.out.weight"], Parameters["head.out.bias"]).MoveToOuterDisposeScope();
    }
}
