using System.Text.Json;
using System.Text.Unicode;

namespace DmlStudio.Trainer.Files;

/// <summary>A value of a JSON file that knows where it stands, so that whatever is wrong with it is said with file and place.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">Path from the root, such as <c>model.vocab[3]</c>; empty for the root.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonPlace(string File, string Place, JsonElement Value)
{
    private const long Longest = 500_000_000;

    /// <summary>Reads a file that holds one JSON object.</summary>
    /// <exception cref="InvalidDataException">No UTF-8, no JSON, a name that stands twice, or no object.</exception>
    public static JsonPlace Read(string path)
    {
        if (Directory.Exists(path)) { throw new InvalidDataException($"{path} is a folder, expected a JSON file. Name the right one."); }
        var length = FileLength.Of(path);
        return length <= Longest ? Parse(path, System.IO.File.ReadAllBytes(path))
            : throw new InvalidDataException(
                FormattableString.Invariant(
                    $"{path} has {length} bytes, expected at most {Longest}. It is no settings file; copy it again."));
    }

    /// <summary>The same of a file that may hold an array.</summary>
    public static JsonPlace ReadAny(string path) => FileLength.Of(path) <= Longest ? ParseAny(path, System.IO.File.ReadAllBytes(path), "is")
        : throw new InvalidDataException($"{path} is far too long for a settings file. Copy it again.");

    /// <summary>The same from bytes.</summary>
    public static JsonPlace Parse(string path, ReadOnlyMemory<byte> bytes, string what = "is")
    {
        var root = ParseAny(path, bytes, what);
        return root.Value.ValueKind == JsonValueKind.Object ? root
            : throw new InvalidDataException(
                $"{path} {(what == "is" ? "holds" : what)} {Kind(root.Value)}, expected a JSON object. Copy it again.");
    }

    private static JsonPlace ParseAny(string path, ReadOnlyMemory<byte> bytes, string what)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) { bytes = bytes[3..]; }
        if (what == "is") { ForeignFile.Refuse(path, bytes.Span, "a JSON file"); }
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"{path} {what} not UTF-8 at byte {FirstBad(bytes.Span)}; expected JSON. Copy it again."));
        }
        JsonElement root;
        try { root = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement; }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} {what} not JSON: {e.Message.TrimEnd('.')}. Copy it again.", e);
        }
        // Names that are no text (lone surrogates) are found out when they are compared for repeats.
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{path} {what} not JSON: {e.Message.TrimEnd('.')}. Copy it again.", e);
        }
        return new JsonPlace(path, "", root);
    }

    /// <summary>A field, or null where it is absent or null.</summary>
    public JsonPlace? Find(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? At(name, value)
            : null;

    /// <summary>A field that must be there.</summary>
    public JsonPlace Need(string name) => Value.ValueKind != JsonValueKind.Object ? throw Fault("expected an object")
        : Value.TryGetProperty(name, out var value) ? At(name, value)
        : throw new InvalidDataException($"{File}: {(Place.Length == 0 ? name : $"{Place}.{name}")} is missing. Copy the file again.");

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, JsonPlace Value)> Fields()
    {
        if (Value.ValueKind != JsonValueKind.Object) { throw Fault("expected an object"); }
        var at = 0;
        foreach (var property in Value.EnumerateObject())
        {
            string name;
            try { name = property.Name; }
            catch (InvalidOperationException)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"{File}: name {at} of {Where} is no Unicode text. Copy the file again."));
            }
            at++;
            yield return (name, At(name, property.Value));
        }
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonPlace> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array) { throw Fault("expected an array"); }
        var at = 0;
        foreach (var item in Value.EnumerateArray())
        {
            yield return new JsonPlace(File, FormattableString.Invariant($"{Place}[{at++}]"), item);
        }
    }

    /// <summary>A text.</summary>
    public string Text()
    {
        if (Value.ValueKind != JsonValueKind.String) { throw Fault("expected a text"); }
        try { return Value.GetString()!; }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException($"{File}: {Where} is no Unicode text (half a character). Copy the file again.");
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public int Whole(int min, int max) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var n) && n >= min && n <= max ? n
        : throw Fault(FormattableString.Invariant($"expected a whole number from {min} to {max}"));

    /// <summary>A large whole number.</summary>
    public long Long() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var n)
        ? n
        : throw Fault("expected a whole number");

    /// <summary>A finite number.</summary>
    public double Number() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var n) && double.IsFinite(n)
            ? n
            : throw Fault("expected a number");

    /// <summary>Yes or no.</summary>
    public bool Flag() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? Value.GetBoolean()
        : throw Fault("expected true or false");

    /// <summary>A field that says yes or no, or null where it is absent or null.</summary>
    public bool? Flag(string name) => Find(name)?.Flag();

    /// <summary>A text field, or null where it is absent or null.</summary>
    public string? Text(string name) => Find(name)?.Text();

    /// <summary>What is wrong with this value.</summary>
    public InvalidDataException Fault(string expected, string todo = "Copy the file again") =>
        new($"{File}: {Where} is {Kind(Value)}, {expected}. {todo}.");

    private string Where => Place.Length == 0 ? "the whole" : Place;

    private JsonPlace At(string name, JsonElement value) => new(File, Place.Length == 0 ? name : $"{Place}.{name}", value);

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "missing",
        _ => value.GetRawText() is var raw && raw.Length > 60 ? raw[..60] + "…" : raw,
    };

    private static int FirstBad(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done) { at += length; }
        return at;
    }
}
