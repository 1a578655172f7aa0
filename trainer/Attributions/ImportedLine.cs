using System.Text.Json;

namespace DmlStudio.Trainer.Attributions;

/// <summary>One explanation from elsewhere: a line in the form that <c>trainer explain --export</c> writes.</summary>
/// <param name="Run">Run that it names, or null.</param>
/// <param name="Index">Position of the text in the corpus, or null.</param>
/// <param name="Id">Id of the text, or null.</param>
/// <param name="Text">The text, or null.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Profile">Its variant; empty for none.</param>
/// <param name="Target">Explained quantity.</param>
/// <param name="Label">Explained label; null for the predicted one.</param>
/// <param name="Absence">How words are taken away when it is judged: mask or delete.</param>
/// <param name="Words">Words with their weights; null where the tokens have them.</param>
/// <param name="Tokens">Token ids, each with its attribution; null where there are none.</param>
internal sealed record ImportedLine(string? Run, int? Index, string? Id, string? Text, string Method, string Profile, string Target,
    int? Label, Absence Absence, IReadOnlyList<(int Start, int End, double? Weight)>? Words,
    IReadOnlyList<(int Id, double Weight)>? Tokens)
{
    private const int LongestName = 40;

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says what was found and expected.</exception>
    public static ImportedLine Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) { throw new InvalidDataException("it is no JSON object"); }
            var explainer = Field(root, "explainer") ?? throw new InvalidDataException("it has no field explainer with a name");
            var target = Word(explainer, "target") ?? "probability";
            if (ExplainTarget.Kinds.All(k => k.Name != target))
            {
                throw new InvalidDataException($"its target is \"{target}\"; expected "
                    + string.Join(", ", ExplainTarget.Kinds.Select(k => k.Name)));
            }
            var absence = Word(explainer, "absence") == "delete" ? Absence.Delete : Absence.Mask;
            return new ImportedLine(Field(root, "model") is { } model ? Word(model, "run") : null, Whole(root, "idx"), Word(root, "id"),
                Word(root, "text"), Name(Word(explainer, "name")),
                Word(explainer, "profile") is { Length: > 0 } profile ? Name(profile) : "",
                target, Whole(root, "explained_label"), absence, WordsOf(root), TokensOf(root));
        }
        catch (JsonException e) { throw new InvalidDataException("it is no JSON: " + e.Message); }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("one of its fields is of another kind than \"trainer explain --export\" writes");
        }
    }

    private static List<(int, int, double?)>? WordsOf(JsonElement root) => Field(root, "words") is not { } words ? null
        : [.. words.EnumerateArray().Select(w => (w.GetProperty("start").GetInt32(), w.GetProperty("end").GetInt32(),
            Field(w, "weight") is { } weight ? (double?)Finite(weight.GetDouble()) : null))];

    private static List<(int, double)>? TokensOf(JsonElement root)
    {
        if (Field(root, "input_ids") is not { } ids || Field(root, "attributions") is not { } weights) { return null; }
        return ids.GetArrayLength() == weights.GetArrayLength()
            ? [.. ids.EnumerateArray().Zip(weights.EnumerateArray(), (i, w) => (i.GetInt32(), Finite(w.GetDouble())))]
            : throw new InvalidDataException(
                FormattableString.Invariant($"it has {ids.GetArrayLength()} input_ids and {weights.GetArrayLength()} attributions"));
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new InvalidDataException("a weight is not finite");

    // A name stands in addresses and tables.
    private static string Name(string? name)
    {
        var plain = string.Concat((name ?? "").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return plain.Length is > 0 and <= LongestName ? plain
            : throw new InvalidDataException(FormattableString.Invariant(
                $"its method is called \"{name}\"; expected a name of 1 to {LongestName} letters and digits"));
    }

    private static JsonElement? Field(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? found : null;

    private static string? Word(JsonElement of, string name) => Field(of, name)?.GetString();

    private static int? Whole(JsonElement of, string name) => Field(of, name)?.GetInt32();
}
