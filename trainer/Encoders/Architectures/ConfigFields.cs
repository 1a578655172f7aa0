using System.Globalization;
using System.Text.Json;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>The fields of a config.json.</summary>
/// <param name="Path">The file, named in messages.</param>
/// <param name="Json">Its content, an object.</param>
internal sealed record ConfigFields(string Path, JsonElement Json)
{
    // Far beyond any encoder: a damaged number must not ask for memory.
    private const int MostLayers = 1000, MostGroups = 100, MostOfAnything = 10_000_000;

    private JsonPlace Root => new(Path, "", Json);

    /// <summary>A whole number above 0.</summary>
    /// <exception cref="InvalidDataException">It is missing or another.</exception>
    public int Number(string name) => Root.Find(name)?.Whole(1, Most(name))
        ?? throw new InvalidDataException($"{Path}: {name} is missing or not a number above 0. Copy the file again.");

    /// <summary>A whole number, or null where there is none; −1 often stands for none.</summary>
    /// <exception cref="InvalidDataException">Something else.</exception>
    public int? Whole(string name) => Root.Find(name)?.Whole(-1, Most(name));

    /// <summary>A number, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">Something else.</exception>
    public double? Real(string name) => Root.Find(name)?.Number();

    /// <summary>What a normalisation adds to the variance.</summary>
    /// <param name="otherwise">Where there is none.</param>
    /// <exception cref="InvalidDataException">Not above 0 and below 1.</exception>
    public double Epsilon(string name, double otherwise) => Real(name) switch
    {
        null => otherwise,
        > 0 and < 1 and var epsilon => epsilon,
        var found => throw Fault(name, found.Value.ToString(CultureInfo.InvariantCulture), "a small number above 0"),
    };

    /// <summary>The function between the two linear layers.</summary>
    /// <param name="otherwise">Where there is none.</param>
    /// <exception cref="InvalidDataException">It is there and says nothing.</exception>
    public string Activation(string name, string otherwise) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null ? throw Fault(name, "null", "a name such as gelu")
            : Spelt(Text(name)) ?? otherwise;

    /// <summary>An activation as <see cref="EncoderStack"/> calls it: the same function has several names in the reference.</summary>
    /// <param name="activation">Name in config.json, or null.</param>
    public static string? Spelt(string? activation) => activation switch
    {
        "gelu_pytorch_tanh" or "gelu_fast" => "gelu_new",
        "gelu_python" => "gelu",
        _ => activation,
    };

    /// <summary>A text, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">Something else.</exception>
    public string? Text(string name) => Root.Text(name);

    /// <summary>True or false, or null where there is neither.</summary>
    /// <exception cref="InvalidDataException">Something else.</exception>
    public bool? Flag(string name) => Root.Flag(name);

    /// <summary>What would change the states of any encoder and is not known.</summary>
    /// <param name="type">config.json's <c>model_type</c>.</param>
    /// <exception cref="InvalidDataException">Quantised weights, a decoder, heads cut out, code of its own, or another kind's class.
    /// </exception>
    public void RequirePlain(string type)
    {
        ModelClasses.Require(Root, type);
        if (Root.Find("pruned_heads") is { } pruned && pruned.Value.GetRawText().AsSpan().ContainsAnyInRange('0', '9'))
        {
            throw pruned.Fault("which is not honoured; expected none: attention keeps all its heads", "Choose another encoder");
        }
        if (Root.Find("quantization_config") is { } quantised)
        {
            throw new InvalidDataException(
                $"{Path}: the weights are quantised ({quantised.Find("quant_method")?.Value.ToString() ?? "quantization_config"}); "
                    + "expected F32, F16 or BF16. Take the checkpoint that is not quantised.");
        }
        Only("is_decoder", "false");
        Only("add_cross_attention", "false");
    }

    /// <summary>Refuses a field that is there and says something that is not honoured.</summary>
    /// <param name="expected">The values that are honoured, as JSON writes them.</param>
    /// <exception cref="InvalidDataException">Another value.</exception>
    public void Only(string name, params string[] expected)
    {
        if (!Json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) { return; }
        var found = value.GetRawText();
        if (!expected.Contains(found)) { throw Fault(name, found, string.Join(" or ", expected)); }
    }

    /// <summary>A value that is not honoured.</summary>
    /// <param name="found">Its value.</param>
    /// <param name="expected">What is honoured.</param>
    public InvalidDataException Fault(string name, string found, string expected) =>
        new($"{Path}: {name} is {found}, which is not honoured; expected {expected}. Choose another encoder.");

    private static int Most(string name) =>
        name.Contains("layers", StringComparison.Ordinal)
            ? MostLayers
            : name.Contains("group", StringComparison.Ordinal)
            ? MostGroups
            : MostOfAnything;
}
