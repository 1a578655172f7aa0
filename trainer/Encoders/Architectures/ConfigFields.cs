using System.Text.Json;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>The fields of a config.json.</summary>
/// <param name="Path">The file, named in messages.</param>
/// <param name="Json">Its content, an object.</param>
internal sealed record ConfigFields(string Path, JsonElement Json)
{
    /// <summary>A whole number above 0.</summary>
    /// <exception cref="InvalidDataException">It is missing or another.</exception>
    public int Number(string name) => Whole(name) is { } n and > 0 ? n
        : throw new InvalidDataException($"{Path}: {name} is missing or not a number above 0. Download the file again.");

    /// <summary>A whole number, or null where there is none.</summary>
    public int? Whole(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : null;

    /// <summary>A number, or null where there is none.</summary>
    public double? Real(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : null;

    /// <summary>A text, or null where there is none.</summary>
    public string? Text(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    /// <summary>True or false, or null where there is neither.</summary>
    public bool? Flag(string name) => Json.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.GetBoolean() : null;

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
}
