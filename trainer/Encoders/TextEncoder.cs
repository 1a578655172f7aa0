using DmlStudio.Settings;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>A frozen encoder with its tokenizer: from texts to embeddings.</summary>
internal sealed class TextEncoder : IDisposable
{
    private readonly FlatParameters _weights;
    private readonly EncoderNetwork _network;
    private readonly string _pooling;
    private readonly Device _device;
    private readonly int _maxLength, _batchTokens;
    private readonly SentenceModules _modules;

    /// <summary>Takes a checkpoint's weights to a device.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="pooling">Modes of pooling joined by <c>+</c>, or <c>auto</c> for the checkpoint's own.</param>
    /// <param name="maxLength">Most tokens of a text.</param>
    /// <param name="precision">Format of the matrix products.</param>
    /// <param name="normalize">Whether a checkpoint that ends in Normalize does so here.</param>
    public TextEncoder(EncoderCheckpoint checkpoint, TextTokenizer tokenizer, string pooling, int maxLength, Precision precision,
        Device device, bool normalize = true)
    {
        (Checkpoint, Tokenizer, _pooling, _device) = (checkpoint, tokenizer, Pooling.Resolve(pooling, checkpoint), device);
        var modules = _modules = checkpoint.Modules.With(dense: true, normalize: normalize && checkpoint.Modules.Normalizes);
        var pooled = Pooling.Size(_pooling, checkpoint.Config.Hidden);
        modules.Require(pooled, checkpoint.Name);
        Size = modules.Size(pooled);
        _batchTokens = TokenBatch.ReadAtOnce(precision, device);
        _maxLength = Math.Min(maxLength, checkpoint.Config.MaxTokens);
        _weights = new FlatParameters(
            [.. EncoderNetwork.Specs(checkpoint, checkpoint.Weight(EncoderShapes.Words), decayEverything: false, _pooling),
                .. modules.Specs(false)], device);
        _network = new EncoderNetwork(checkpoint.Config, _weights, precision) { Modules = modules };
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <param name="pooling">Modes of pooling joined by <c>+</c>, or <c>auto</c> for the checkpoint's own.</param>
    /// <param name="maxLength">Most tokens of a text.</param>
    /// <param name="precision">Format of the matrix products.</param>
    /// <param name="prompt">What stands before every text: <c>auto</c> for the checkpoint's own, <c>none</c>, a name of
    /// its prompts, or the text.</param>
    /// <param name="normalize">Whether a checkpoint that ends in Normalize does so here.</param>
    public static TextEncoder Open(string folder, string pooling, int maxLength, Precision precision, Device device,
        string prompt = "auto", bool normalize = true)
    {
        var checkpoint = EncoderCheckpoint.Read(folder);
        return new TextEncoder(checkpoint, PromptedTokenizer.Of(CheckpointTokenizer.Open(checkpoint), checkpoint.Modules.Prompt(prompt)),
            pooling, maxLength, precision, device, normalize);
    }

    /// <summary>The weights.</summary>
    public EncoderCheckpoint Checkpoint { get; }

    /// <summary>Weights, pooling and limit: what decides the embedding of a text.</summary>
    public string Identity => FormattableString.Invariant($"{Checkpoint.Checksum} {_pooling} {_maxLength}{Reads[_pooling.Length..]}");

    /// <summary>The tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>Pooling as used, with what stands behind it and before the texts.</summary>
    public string Reads => _pooling + _modules.Identity + (Tokenizer.Prompt.Length == 0 ? "" : $" prompt \"{Tokenizer.Prompt}\"");

    /// <summary>Most tokens of a text.</summary>
    public int MaxLength => _maxLength;

    /// <summary>Size of an embedding: H for each mode of the pooling.</summary>
    public int Size { get; }

    /// <summary>The tokens of a text.</summary>
    /// <param name="pair">Second text, or null.</param>
    public TokenizedText Tokens(string text, string? pair = null) => Tokenizer.Encode(text, pair, _maxLength);

    /// <summary>Embeddings of texts, in their order.</summary>
    /// <param name="texts">Tokens of each text.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · H].</returns>
    public float[] Embed(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var embeddings = new float[texts.Count * Size];
        using var inference = inference_mode();
        foreach (var batch in TokenBatch.ByLength([.. texts.Select(t => t.Count)], _batchTokens))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (ids, mask, types) = TokenBatch.Of([.. batch.Select(i => texts[i])], null, Tokenizer.Special.PadId, _device);
            var values = _network.Pooled(_pooling, ids, mask, types).Pooled.cpu().contiguous().data<float>().ToArray();
            for (var i = 0; i < batch.Length; i++) { Array.Copy(values, i * Size, embeddings, batch[i] * Size, Size); }
        }
        return embeddings;
    }

    /// <summary>Last hidden states of texts, in their order, one array [T · H] each, special tokens included.</summary>
    /// <param name="texts">Tokens of the texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public float[][] States(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var states = new float[texts.Count][];
        using var inference = inference_mode();
        foreach (var batch in TokenBatch.ByLength([.. texts.Select(t => t.Count)], _batchTokens))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (ids, mask, types) = TokenBatch.Of([.. batch.Select(i => texts[i])], null, Tokenizer.Special.PadId, _device);
            var values = _network.Forward(ids, mask, types).cpu().contiguous().data<float>().ToArray();
            var hidden = Checkpoint.Config.Hidden;
            var width = (int)ids.shape[1] * hidden;
            for (var i = 0; i < batch.Length; i++) { states[batch[i]] = values[(i * width)..(i * width + texts[batch[i]].Count * hidden)]; }
        }
        return states;
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
