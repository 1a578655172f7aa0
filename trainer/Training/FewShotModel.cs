using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training;

/// <summary>Encoder, head and proxies of one run, in one buffer.</summary>
internal sealed class FewShotModel : IDisposable
{
    private readonly TrainingCell _cell;
    private readonly EncoderNetwork _network;
    private readonly CompactVocabulary _vocabulary;
    private readonly Device _device;
    private readonly int[] _train;
    private readonly int _padTo;
    private readonly string _pooling;
    private Tensor? _words;
    private RunRules? _rules;
    private float[]? _trainingRows;

    /// <summary>Lays out all tensors with their values before the first step.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it lives.</param>
    public FewShotModel(TrainingCell cell, int[] train, Device device)
    {
        (_cell, _device, _train, _pooling) = (cell, device, train, cell.Pooling);
        var (encoder, settings) = (cell.Corpus.Encoder, cell.Settings);
        int word = encoder.Config.WordSize, size = cell.EmbeddingSize, classes = cell.Corpus.Corpus.Labels.Count;
        Objective = ObjectiveTable.Parse(cell.Loss).Make(new ObjectiveContext(cell, train));
        _vocabulary = new CompactVocabulary(train.Select(i => cell.Corpus[i].Ids).Concat(Objective.MoreTexts.Select(t => t.Ids)),
            cell.Corpus.Tokenizer.Special.PadId);
        var specs = EncoderNetwork.Specs(encoder, _vocabulary.Gather(encoder.Weight(EncoderShapes.Words), word), settings.DecayEverything,
            _pooling)
            .Select(s => Frozen(s.Name) ? s with { Trained = false } : s).ToList();
        var random = Seeds.Source(cell.Seed, FormattableString.Invariant($"head/{cell.Repetition}"));
        void Linear(string name, int rows, int columns)
        {
            specs.Add(new ParameterSpec(name + ".weight", [rows, columns], NormalDraw.Of(random, rows * columns, 0.02), true));
            specs.Add(new ParameterSpec(name + ".bias", [rows], new float[rows], settings.DecayEverything));
        }
        if (settings.Head == HeadKind.Mlp) { Linear("head.dense", size, size); }
        Linear("head.out", classes, size);
        specs.AddRange(Objective.Specs);
        specs.AddRange(cell.Modules.Specs(settings.DecayEverything));
        Parameters = new FlatParameters(specs, device);
        _network = new EncoderNetwork(encoder.Config, Parameters, cell.Precision) { Modules = cell.Modules };
        PadRow = _vocabulary.Compact([cell.Corpus.Tokenizer.Special.PadId])[0];
        _network.StartRow = PadRow;
        if (settings.PadToSample) { _padTo = train.Max(i => cell.Corpus[i].Count); }
    }

    /// <summary>All trained tensors.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>What it is trained by.</summary>
    public Objective Objective { get; }

    /// <summary>The loss whose proxies decide, or null.</summary>
    public EmbeddingLoss? Metric => Objective.Metric;

    /// <summary>Where its tensors live.</summary>
    public Device Device => _device;

    /// <summary>Row of the padding token in the compact word table.</summary>
    public int PadRow { get; }

    /// <summary>Tensors of the metric loss in the order of its parameters.</summary>
    public Tensor[] MetricTensors => [.. Objective.MetricNames.Select(n => Parameters[n])];

    /// <summary>The proxies or centres that are shown with the texts, with their name in the buffer; null without.</summary>
    public (LossParameter Parameter, string Name)? Proxies =>
        (Metric?.Parameters ?? []).Zip(Objective.MetricNames).FirstOrDefault(p => p.First.Proxies) is { First: not null } found
            ? (found.First, found.Second)
            : null;

    /// <summary>The inference rules, fitted on the training texts when they are first asked for after training.</summary>
    public RunRules Rules => _rules ??= new RunRules(_cell, this, _train, CancellationToken.None);

    /// <summary>The tokens of a text of the corpus.</summary>
    /// <param name="text">Position in the corpus.</param>
    public TokenizedText Tokens(int text) => _cell.Corpus[text];

    /// <summary>Labels of some texts, [N] int64.</summary>
    /// <param name="texts">Positions in the corpus.</param>
    public Tensor Labels(IReadOnlyList<int> texts) =>
        tensor(texts.Select(i => (long)_cell.Corpus.Corpus.Texts[i].Label).ToArray(), device: _device);

    /// <summary>Size of a pooled row: H for each mode of the pooling.</summary>
    public int Hidden => _cell.EmbeddingSize;

    /// <summary>Positions of the training texts.</summary>
    public IReadOnlyList<int> TrainingTexts => _train;

    /// <summary>A forward pass without dropout, by which a trained model's losses are read.</summary>
    /// <inheritdoc cref="Forward"/>
    public ForwardPass Still(int[] batch, int views = 1)
    {
        int[] texts = views == 1 ? batch : [.. Enumerable.Repeat(batch, views).SelectMany(b => b)];
        var (states, mask, pooled, logits) = Train([.. texts.Select(Tokens)], 0);
        return new ForwardPass(texts, views, states, mask, pooled, logits, Labels(texts));
    }

    /// <summary>The part of a vector over the whole buffer that belongs to the encoder's last layer, [P].</summary>
    /// <param name="values">One number per weight of the buffer.</param>
    public Tensor LastLayer(Tensor values)
    {
        var name = LayerPrefix(_cell.Corpus.Encoder.Config.Layers - 1);
        return cat([.. Parameters.Names.Where(n => n.StartsWith(name, StringComparison.Ordinal)).Select(n => Parameters.Part(values, n))],
            0);
    }

    /// <summary>A forward pass over a batch, each text as often as there are views, every copy with its own dropout.</summary>
    /// <param name="batch">Positions of the texts.</param>
    public ForwardPass Forward(int[] batch, int views = 1)
    {
        int[] texts = views == 1 ? batch : [.. Enumerable.Repeat(batch, views).SelectMany(b => b)];
        var (states, mask, pooled, logits) = Train([.. texts.Select(Tokens)]);
        return new ForwardPass(texts, views, states, mask, pooled, logits, Labels(texts));
    }

    /// <summary>The output of the embedding layer for a batch, with dropout, and what the layers above need.</summary>
    /// <param name="batch">Positions of the texts.</param>
    /// <returns>[B, T, H], and the mask [B, T].</returns>
    public (Tensor Embedded, Tensor Mask) Embed(int[] batch)
    {
        using var scope = NewDisposeScope();
        var (ids, mask, types) = TokenBatch.Of([.. batch.Select(Tokens)], _vocabulary.Compact, PadRow, _device, _padTo);
        return (_network.Embedded(ids, mask, types, _cell.Settings.Dropout).MoveToOuterDisposeScope(), (mask ?? ones_like(ids))
            .MoveToOuterDisposeScope());
    }

    /// <summary>A forward pass from the output of the embedding layer, such as a perturbed one.</summary>
    /// <param name="batch">Positions of the texts.</param>
    /// <param name="embedded">[B, T, H].</param>
    /// <param name="mask">[B, T].</param>
    public ForwardPass FromEmbedded(int[] batch, Tensor embedded, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var dropout = _cell.Settings.Dropout;
        var (states, pooled) = _network.FromEmbedded(_pooling, embedded, mask, dropout);
        var logits = Head(pooled, dropout);
        return new ForwardPass(batch, 1, states.MoveToOuterDisposeScope(), mask, pooled.MoveToOuterDisposeScope(),
            logits.MoveToOuterDisposeScope(), Labels(batch).MoveToOuterDisposeScope());
    }

    /// <summary>Forward pass for training, with the compact word table and dropout.</summary>
    /// <param name="texts">The batch.</param>
    /// <returns>States [B, T, H], mask [B, T], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits) Train(IReadOnlyList<TokenizedText> texts) =>
        Train(texts, _cell.Settings.Dropout);

    private (Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits) Train(IReadOnlyList<TokenizedText> texts, double dropout)
    {
        using var scope = NewDisposeScope();
        // Padding to the longest text of the sample is all that groups would save.
        var groups = _cell.Settings.LengthGroups == 1 || _padTo > 0 ? [[.. Enumerable.Range(0, texts.Count)]]
            : LengthGroups.Of([.. texts.Select(t => t.Count)], _cell.Settings.LengthGroups);
        var parts = groups.Select(g => Encoded([.. g.Select(i => texts[i])], dropout)).ToArray();
        var (states, mask, pooled) = parts.Length == 1 ? parts[0] : LengthGroups.Joined(groups, parts);
        var logits = Head(pooled, dropout);
        return (states.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(),
            logits.MoveToOuterDisposeScope());
    }

    private (Tensor States, Tensor Mask, Tensor Pooled) Encoded(IReadOnlyList<TokenizedText> texts, double dropout)
    {
        var (ids, mask, types) =
            TokenBatch.Of(texts, _words is null
                ? _vocabulary.Compact
                : null, _words is null
                ? PadRow
                : _cell.Corpus.Tokenizer.Special.PadId, _device, _padTo);
        var (states, pooled) = _network.Pooled(_pooling, ids, mask, types, dropout);
        return (states, mask ?? ones_like(ids), pooled);
    }

    /// <summary>What was given to <see cref="EndTraining"/>; 1 before.</summary>
    public double UntouchedScale { get; private set; } = 1;

    /// <summary>Puts the trained rows back into the whole word table; from here on any text can be read.</summary>
    /// <param name="untouchedScale">Product of the decays that untouched rows would have met.</param>
    public void EndTraining(double untouchedScale)
    {
        if (Frozen(EncoderShapes.Words)) { untouchedScale = 1; }
        (UntouchedScale, _trainingRows) = (untouchedScale, null);
        using var scope = NewDisposeScope();
        var word = _cell.Corpus.Encoder.Config.WordSize;
        var full = _vocabulary.Restore(_cell.Corpus.Encoder.Weight(EncoderShapes.Words), Parameters.Copy(EncoderShapes.Words), word,
            untouchedScale);
        _words = tensor(full, device: _device).view(-1, word).DetachFromDisposeScope();
        (_network.WordTable, _network.StartRow) = (_words, _cell.Corpus.Encoder.Config.StartId);
    }

    /// <summary>Pooled states of the training texts, [n · H]; encoded once and held. Ask after <see cref="EndTraining"/>.</summary>
    /// <param name="interrupt">Stops between batches.</param>
    public float[] TrainingRows(CancellationToken interrupt) => _trainingRows ??= ReadPooled([.. _train.Select(Tokens)], interrupt).Pooled;

    /// <summary>Embeddings and logits of texts, in their order, without dropout; batches of similar length.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>Embeddings [N · D] as the objective compares them, and logits [N · C].</returns>
    public (float[] Embeddings, float[] Logits) Read(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt) =>
        Objective.Read(this, texts, interrupt);

    /// <summary>Scores of the run's main rule; their softmax are its probabilities.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    public float[] Decide(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt) => Decide(_cell.MainRule, texts, interrupt);

    /// <summary>Scores of a rule; their softmax are its probabilities.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    public float[] Decide(string rule, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (embeddings, logits) = Read(texts, interrupt);
        return Rules.Scores(rule, texts, embeddings, logits, interrupt);
    }

    /// <summary>Pooled states and logits of texts, before the objective changes them.</summary>
    /// <inheritdoc cref="Read"/>
    public (float[] Pooled, float[] Logits) ReadPooled(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        int hidden = Hidden, classes = _cell.Corpus.Corpus.Labels.Count;
        float[] embeddings = new float[texts.Count * hidden], logits = new float[texts.Count * classes];
        EachBatch(texts, (batch, _, pooled, _) =>
        {
            Scatter(batch, pooled, hidden, embeddings);
            Scatter(batch, Head(pooled, 0), classes, logits);
        }, interrupt);
        return (embeddings, logits);
    }

    /// <summary>Reads texts in batches of similar length, without dropout and gradients.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="use">Receives the positions in <paramref name="texts"/>, the states [B, T, H] and the mask [B, T];
    /// what it makes is freed behind it.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public void EachBatch(IReadOnlyList<TokenizedText> texts, Action<int[], Tensor, Tensor> use, CancellationToken interrupt)
    {
        EachBatch(texts, (batch, states, _, mask) => use(batch, states, mask), interrupt);
    }

    private void EachBatch(IReadOnlyList<TokenizedText> texts, Action<int[], Tensor, Tensor, Tensor> use, CancellationToken interrupt)
    {
        using var inference = inference_mode();
        foreach (var batch in TokenBatch.ByLength([.. texts.Select(t => t.Count)], 2048))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (ids, mask, types) = TokenBatch.Of([.. batch.Select(i => texts[i])], _words is null ? _vocabulary.Compact : null,
                _words is null ? PadRow : _cell.Corpus.Tokenizer.Special.PadId, _device);
            var (states, pooled) = _network.Pooled(_pooling, ids, mask, types);
            use(batch, states, pooled, mask ?? ones_like(ids));
        }
    }

    private static void Scatter(int[] batch, Tensor rows, int width, float[] into)
    {
        var values = rows.cpu().contiguous().data<float>().ToArray();
        for (var i = 0; i < batch.Length; i++) { Array.Copy(values, i * width, into, batch[i] * width, width); }
    }

    /// <summary>Word vectors of tokens, before positions and LayerNorm; after training.</summary>
    /// <param name="ids">Token ids, [T].</param>
    /// <returns>[T · E], E the size of a word.</returns>
    public float[] WordVectors(IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var table = _words ?? throw new InvalidOperationException("Word vectors are read after training.");
        return table.index_select(0, tensor(ids.Select(i => (long)i).ToArray(), device: _device)).cpu().contiguous().data<float>()
            .ToArray();
    }

    /// <summary>Reads word vectors of one's own, such as those between a text and a baseline, without dropout. Nothing is padded, and
    /// positions are those of a text of T tokens.</summary>
    /// <param name="words">[B, T, E], E the size of a word; gradients flow to it.</param>
    /// <param name="types">Token types, [T].</param>
    /// <returns>States [B, T, H], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Pooled, Tensor Logits) FromWords(Tensor words, IReadOnlyList<int> types)
    {
        using var scope = NewDisposeScope();
        long b = words.shape[0], t = words.shape[1];
        // The vectors are the word table, and the texts name its rows one after the other.
        var (table, start) = (_network.WordTable, _network.StartRow);
        try
        {
            var rows = words.reshape(b * t, -1);
            // T5's decoder starts with a word of the whole table.
            if (Pooling.NeedsDecoder(_pooling)) { (rows, _network.StartRow) = (cat([rows, table![start].unsqueeze(0)], 0), b * t); }
            _network.WordTable = rows;
            var ids = Rows.Count((int)(b * t), _device).view(b, t);
            var kinds = types.Any(k => k != 0)
                ? tensor(types.Select(k => (long)k).ToArray(), device: _device).unsqueeze(0).expand(b, t)
                : null;
            var (states, pooled) = _network.Pooled(_pooling, ids, null, kinds);
            return (states.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(), Head(pooled, 0).MoveToOuterDisposeScope());
        }
        finally { (_network.WordTable, _network.StartRow) = (table, start); }
    }

    /// <summary>Attention of every layer on a text, the mean over its heads, [L][T · T]; empty where the encoder gives none.</summary>
    public IReadOnlyList<double[]> Attentions(TokenizedText text)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var layers = new List<double[]>();
        _network.WatchAttention = attention =>
            layers.Add(Array.ConvertAll(attention[0].mean([0]).cpu().contiguous().data<float>().ToArray(), v => (double)v));
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
        if (Metric is null || Proxies is null) { return null; }
        var rows = tensor(embeddings, device: _device).view(-1, Hidden);
        return Metric.ClassScores(rows, MetricTensors)?.cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _words?.Dispose();
        Parameters.Dispose();
    }

    private bool Frozen(string name) =>
        ((_cell.Settings.FreezeEmbeddings || _cell.Settings.FreezeLayers > 0) && name.StartsWith("embeddings.", StringComparison.Ordinal))
        || Enumerable.Range(0, _cell.Settings.FreezeLayers).Any(l => name.StartsWith(LayerPrefix(l), StringComparison.Ordinal));

    private string LayerPrefix(int layer) => _cell.Corpus.Encoder.Config.LayerPrefix(layer);

    private Tensor Head(Tensor pooled, double dropout)
    {
        using var scope = NewDisposeScope();
        var x = dropout > 0 ? F.dropout(pooled, dropout, training: true) : pooled;
        if (_cell.Settings.Head == HeadKind.Mlp)
        {
            x = F.linear(x, Parameters["head.dense.weight"], Parameters["head.dense.bias"]).tanh();
            if (dropout > 0) { x = F.dropout(x, dropout, training: true); }
        }
        return F.linear(x, Parameters["head.out.weight"], Parameters["head.out.bias"]).MoveToOuterDisposeScope();
    }
}
