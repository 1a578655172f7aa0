using System.Text.Json;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What config.json says of an encoder.</summary>
/// <param name="ModelType"><c>bert</c>, <c>roberta</c>, <c>xlm-roberta</c>, <c>distilbert</c> or <c>t5</c>.</param>
/// <param name="Hidden">Size H of a hidden state.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads; divides H except in T5.</param>
/// <param name="Intermediate">Size of the feed-forward layer.</param>
/// <param name="Vocabulary">Rows of the word table.</param>
/// <param name="Positions">Rows of the position table; in T5, which has none, the longest input.</param>
/// <param name="TokenTypes">Rows of the token-type table, 0 without one.</param>
/// <param name="LayerNormEpsilon">Epsilon of the normalisation.</param>
/// <param name="Activation"><c>gelu</c> (erf), <c>gelu_new</c> (tanh approximation), in T5 also <c>relu</c> and <c>silu</c>.</param>
/// <param name="PadId">Id of the padding token.</param>
public sealed record EncoderConfig(
    string ModelType, int Hidden, int Layers, int Heads, int Intermediate, int Vocabulary, int Positions, int TokenTypes,
    double LayerNormEpsilon, string Activation, int PadId)
{
    private static readonly string[] Known = ["bert", "roberta", "xlm-roberta", "distilbert", "t5"];

    /// <summary>Size of an attention head; T5 chooses it freely.</summary>
    public int HeadSize { get; init; } = Hidden / Math.Max(1, Heads);

    /// <summary>T5: the feed-forward layer is gated (version 1.1).</summary>
    public bool Gated { get; init; }

    /// <summary>T5: buckets of relative distance, in both directions together.</summary>
    public int RelativeBuckets { get; init; } = 32;

    /// <summary>T5: distance from which on all share the last bucket.</summary>
    public int RelativeDistance { get; init; } = 128;

    /// <summary>T5: layers of the decoder that config.json promises.</summary>
    public int DecoderLayers { get; init; }

    /// <summary>T5: id of the token that the decoder starts with.</summary>
    public int StartId { get; init; }

    /// <summary>T5: relative positions, normalisation before each layer, no biases.</summary>
    public bool IsT5 => ModelType == "t5";

    /// <summary>RoBERTa's and XLM-RoBERTa's positions count from the padding position on.</summary>
    public bool PositionsFollowPadding => ModelType is "roberta" or "xlm-roberta";

    /// <summary>Longest input, special tokens included: RoBERTa's first positions belong to padding.</summary>
    public int MaxTokens => PositionsFollowPadding ? Positions - PadId - 1 : Positions;

    /// <summary>Reads config.json.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, or the architecture or activation is unknown.</exception>
    public static EncoderConfig Read(string path)
    {
        JsonElement json;
        try { json = JsonDocument.Parse(File.ReadAllText(path)).RootElement; }
        catch (JsonException fault) { throw new InvalidDataException($"{path} is not JSON: {fault.Message} Download it again.", fault); }
        if (json.ValueKind != JsonValueKind.Object) { throw new InvalidDataException($"{path} holds a {json.ValueKind}, expected a JSON object. Download it again."); }
        var type = json.TryGetProperty("model_type", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString()! : "";
        if (!Known.Contains(type))
        {
            throw new InvalidDataException($"{path}: the architecture is \"{type}\", expected {string.Join(", ", Known[..^1])} or {Known[^1]}. "
                + "Choose an encoder of one of these.");
        }
        var fields = new Fields(path, json);
        var config = type switch { "distilbert" => DistilBert(fields), "t5" => T5(fields), _ => Bert(fields, type) };
        string[] activations = type == "t5" ? ["gelu", "gelu_new", "relu", "silu"] : ["gelu", "gelu_new"];
        if (!activations.Contains(config.Activation))
        {
            throw new InvalidDataException($"{path}: the activation is \"{config.Activation}\", expected {string.Join(" or ", activations)}. Choose another encoder.");
        }
        if (type != "t5" && config.Hidden % config.Heads != 0)
        {
            throw new InvalidDataException($"{path}: {config.Heads} heads do not divide the hidden size {config.Hidden}. Download the file again.");
        }
        return fields.Text("position_embedding_type") is null or "absolute" ? config
            : throw new InvalidDataException($"{path}: positions are \"{fields.Text("position_embedding_type")}\", expected absolute. Choose another encoder.");
    }

    private static EncoderConfig Bert(Fields f, string type) => new(type, f.Number("hidden_size"), f.Number("num_hidden_layers"), f.Number("num_attention_heads"),
        f.Number("intermediate_size"), f.Number("vocab_size"), f.Number("max_position_embeddings"), f.Number("type_vocab_size"),
        f.Real("layer_norm_eps") ?? 1e-12, f.Text("hidden_act") ?? "gelu", f.Whole("pad_token_id") ?? (type == "bert" ? 0 : 1));

    private static EncoderConfig DistilBert(Fields f) => new("distilbert", f.Number("dim"), f.Number("n_layers"), f.Number("n_heads"),
        f.Number("hidden_dim"), f.Number("vocab_size"), f.Number("max_position_embeddings"), 0, 1e-12, f.Text("activation") ?? "gelu", f.Whole("pad_token_id") ?? 0);

    private static EncoderConfig T5(Fields f)
    {
        var feed = f.Text("feed_forward_proj") ?? "relu";
        var gated = feed.StartsWith("gated-", StringComparison.Ordinal);
        // "gated-gelu" has always meant the tanh approximation.
        var activation = feed == "gated-gelu" ? "gelu_new" : gated ? feed["gated-".Length..] : feed;
        return new EncoderConfig("t5", f.Number("d_model"), f.Number("num_layers"), f.Number("num_heads"), f.Number("d_ff"), f.Number("vocab_size"),
            f.Whole("n_positions") ?? 512, 0, f.Real("layer_norm_epsilon") ?? 1e-6, activation, f.Whole("pad_token_id") ?? 0)
        {
            HeadSize = f.Number("d_kv"),
            Gated = gated,
            RelativeBuckets = f.Number("relative_attention_num_buckets"),
            RelativeDistance = f.Whole("relative_attention_max_distance") ?? 128,
            DecoderLayers = f.Whole("num_decoder_layers") ?? f.Number("num_layers"),
            StartId = f.Whole("decoder_start_token_id") ?? 0,
        };
    }

    private sealed record Fields(string Path, JsonElement Json)
    {
        public int Number(string name) => Whole(name) is { } n and > 0 ? n
            : throw new InvalidDataException($"{Path}: {name} is missing or not a number above 0. Download the file again.");

        public int? Whole(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : null;

        public double? Real(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : null;

        public string? Text(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
    }
}
