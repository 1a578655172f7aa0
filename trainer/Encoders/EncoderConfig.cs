using DmlStudio.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What config.json says of an encoder.</summary>
/// <param name="ModelType">Its kind by config.json's name, such as <c>bert</c>; one that <see cref="ArchitectureTable"/> knows.</param>
/// <param name="Hidden">Size H of a hidden state.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads; divides H except in T5.</param>
/// <param name="Intermediate">Size of the feed-forward layer.</param>
/// <param name="Vocabulary">Rows of the word table.</param>
/// <param name="Positions">Rows of the position table; the longest input of an encoder that has none.</param>
/// <param name="TokenTypes">Rows of the token-type table, 0 without one.</param>
/// <param name="LayerNormEpsilon">Epsilon of the normalisation.</param>
/// <param name="Activation"><c>gelu</c> (erf), <c>gelu_new</c> (tanh approximation), in T5 also <c>relu</c> and <c>silu</c>.</param>
/// <param name="PadId">Id of the padding token.</param>
internal sealed record EncoderConfig(
    string ModelType, int Hidden, int Layers, int Heads, int Intermediate, int Vocabulary, int Positions, int TokenTypes,
    double LayerNormEpsilon, string Activation, int PadId)
{
    // An opening token, one of the text, a closing token.
    private const int ShortestInput = 3;

    /// <summary>Size of an attention head; T5 chooses it freely.</summary>
    public int HeadSize { get; init; } = Hidden / Math.Max(1, Heads);

    /// <summary>Size of a row of the word table, which ELECTRA and ALBERT map to that of a state.</summary>
    public int WordSize { get; init; } = Hidden;

    /// <summary>ALBERT: groups of layers that share their weights.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>ALBERT: layers that each of <see cref="Layers"/> stands for.</summary>
    public int InnerLayers { get; init; } = 1;

    /// <summary>DeBERTa: what attention knows of positions.</summary>
    internal DisentangledAttention? Disentangled { get; init; }

    /// <summary>ModernBERT: what attention knows of positions.</summary>
    internal RotaryPositions? Rotary { get; init; }

    /// <summary>ModernBERT: whether normalisations have biases.</summary>
    public bool NormBiases { get; init; }

    /// <summary>ModernBERT: whether attention has biases.</summary>
    public bool AttentionBiases { get; init; }

    /// <summary>ModernBERT: whether the feed-forward layer has biases.</summary>
    public bool FeedBiases { get; init; }

    /// <summary>T5: the feed-forward layer is gated (version 1.1).</summary>
    public bool Gated { get; init; }

    /// <summary>T5 and MPNet: buckets of relative distance, in both directions together.</summary>
    public int RelativeBuckets { get; init; } = 32;

    /// <summary>T5 and MPNet: distance from which on all share the last bucket.</summary>
    public int RelativeDistance { get; init; } = 128;

    /// <summary>T5: layers of the decoder that config.json promises.</summary>
    public int DecoderLayers { get; init; }

    /// <summary>T5: id of the token that the decoder starts with.</summary>
    public int StartId { get; init; }

    /// <summary>T5: relative positions, normalisation before each layer, no biases.</summary>
    public bool IsT5 => ModelType == "t5";

    /// <summary>BERT's own layers, token types and nothing beside them: BERT, RoBERTa, XLM-RoBERTa.</summary>
    public bool IsBert => ModelType is "bert" or "roberta" or "xlm-roberta";

    /// <summary>Positions count from the padding position on.</summary>
    public bool PositionsFollowPadding => ModelType is "roberta" or "xlm-roberta" or "mpnet";

    /// <summary>Its names, shapes and layers.</summary>
    internal Architecture Architecture => ArchitectureTable.Find(ModelType)
        ?? throw new InvalidOperationException(
            $"The architecture \"{ModelType}\" is not known; expected one of {string.Join(", ", ArchitectureTable.ModelTypes)}.");

    /// <summary>What the names of a layer's weights begin with.</summary>
    /// <param name="layer">Number of the layer, from 0.</param>
    public string LayerPrefix(int layer) => Architecture.LayerPrefix(this, layer);

    /// <summary>Longest input, special tokens included: RoBERTa's first positions belong to padding.</summary>
    public int MaxTokens => PositionsFollowPadding ? Positions - PadId - 1 : Positions;

    /// <summary>Reads config.json.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, or the architecture or activation is unknown.</exception>
    public static EncoderConfig Read(string path)
    {
        var json = JsonPlace.Read(path);
        var type = json.Text("model_type") ?? "";
        if (ArchitectureTable.Find(type) is not { } architecture)
        {
            var known = ArchitectureTable.ModelTypes;
            if (type.Length == 0 && SentenceModulesFile.EncoderFolder(Path.GetDirectoryName(path)!) is { Length: > 0 } encoder)
            {
                throw new InvalidDataException($"{path} has no model_type; modules.json has the encoder in {encoder}. "
                    + CheckpointFiles.MoveUp(encoder));
            }
            throw new InvalidDataException(
                $"{path}: the architecture is \"{type}\", expected {string.Join(", ", known.SkipLast(1))} or {known[^1]}. "
                + "Choose an encoder of one of these.");
        }
        var fields = new ConfigFields(path, json.Value);
        fields.RequirePlain(type);
        var config = architecture.Read(fields, type);
        if (!architecture.Activations.Contains(config.Activation))
        {
            throw new InvalidDataException(
                $"{path}: the activation is \"{config.Activation}\", expected {string.Join(" or ", architecture.Activations)}. Choose "
                    + "another encoder.");
        }
        if (config.HeadSize * config.Heads != config.Hidden && !config.IsT5)
        {
            throw new InvalidDataException(
                $"{path}: {config.Heads} heads do not divide the hidden size {config.Hidden}. Download the file again.");
        }
        if (fields.Text("position_embedding_type") is { } positions && !architecture.PositionTypes.Contains(positions))
        {
            throw new InvalidDataException(
                $"{path}: positions are \"{positions}\", expected {string.Join(" or ", architecture.PositionTypes)}. Choose another "
                    + "encoder.");
        }
        // Padding beyond the table, or no position left for a text, would train on something in silence.
        if (config.PadId < 0 || config.PadId >= config.Vocabulary || config.MaxTokens < ShortestInput)
        {
            throw new InvalidDataException(
                FormattableString.Invariant(
                    $"{path}: pad_token_id is {config.PadId}, but there are {config.Vocabulary} tokens and {config.Positions} positions; ")
                + "expected one that leaves room for a text. Copy the file again.");
        }
        return config;
    }
}
