using System.Text.Json;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What config.json says of an encoder.</summary>
/// <param name="ModelType"><c>bert</c> or <c>roberta</c>.</param>
/// <param name="Hidden">Size H of a hidden state.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads; divides H.</param>
/// <param name="Intermediate">Size of the feed-forward layer.</param>
/// <param name="Vocabulary">Rows of the word table.</param>
/// <param name="Positions">Rows of the position table.</param>
/// <param name="TokenTypes">Rows of the token-type table.</param>
/// <param name="LayerNormEpsilon">Epsilon of LayerNorm.</param>
/// <param name="Activation"><c>gelu</c> (erf) or <c>gelu_new</c> (tanh approximation).</param>
/// <param name="PadId">Id of the padding token.</param>
public sealed record EncoderConfig(
    string ModelType, int Hidden, int Layers, int Heads, int Intermediate, int Vocabulary, int Positions, int TokenTypes,
    double LayerNormEpsilon, string Activation, int PadId)
{
    private static readonly string[] Known = ["bert", "roberta"];

    /// <summary>Longest input, special tokens included: RoBERTa's first positions belong to padding.</summary>
    public int MaxTokens => ModelType == "roberta" ? Positions - PadId - 1 : Positions;

    /// <summary>Reads config.json.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, or the architecture or activation is unknown.</exception>
    public static EncoderConfig Read(string path)
    {
        JsonElement json;
        try { json = JsonDocument.Parse(File.ReadAllText(path)).RootElement; }
        catch (JsonException fault) { throw new InvalidDataException($"{path} is not JSON: {fault.Message} Download it again.", fault); }
        var type = json.TryGetProperty("model_type", out var t) ? t.GetString() ?? "" : "";
        if (!Known.Contains(type))
        {
            throw new InvalidDataException($"{path}: the architecture is \"{type}\", expected {string.Join(" or ", Known)}. "
                + "Choose an encoder of one of these.");
        }
        int Number(string name) => json.TryGetProperty(name, out var v) && v.TryGetInt32(out var n) && n > 0
            ? n : throw new InvalidDataException($"{path}: {name} is missing or not a number above 0. Download the file again.");
        var config = new EncoderConfig(type, Number("hidden_size"), Number("num_hidden_layers"), Number("num_attention_heads"),
            Number("intermediate_size"), Number("vocab_size"), Number("max_position_embeddings"), Number("type_vocab_size"),
            json.TryGetProperty("layer_norm_eps", out var eps) ? eps.GetDouble() : 1e-12,
            json.TryGetProperty("hidden_act", out var act) ? act.GetString() ?? "gelu" : "gelu",
            json.TryGetProperty("pad_token_id", out var pad) && pad.ValueKind == JsonValueKind.Number ? pad.GetInt32() : type == "roberta" ? 1 : 0);
        if (config.Activation is not ("gelu" or "gelu_new"))
        {
            throw new InvalidDataException($"{path}: the activation is \"{config.Activation}\", expected gelu or gelu_new. Choose another encoder.");
        }
        if (config.Hidden % config.Heads != 0)
        {
            throw new InvalidDataException($"{path}: {config.Heads} heads do not divide the hidden size {config.Hidden}. Download the file again.");
        }
        if (json.TryGetProperty("position_embedding_type", out var position) && position.GetString() is not (null or "absolute"))
        {
            throw new InvalidDataException($"{path}: positions are \"{position.GetString()}\", expected absolute. Choose another encoder.");
        }
        return config;
    }
}
