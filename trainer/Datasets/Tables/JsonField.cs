using System.Globalization;
using System.Text.Json;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>One value of a JSON row.</summary>
internal static class JsonField
{
    /// <summary>The value as text; null where the row says null.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="place">What <paramref name="at"/> counts.</param>
    /// <param name="at">Line or row.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">Name; where there is none of that name, its dots lead into objects.</param>
    /// <param name="optional">Whether a row may leave it out, as writers do that leave out nulls.</param>
    /// <exception cref="InvalidDataException">The row has no such value, or it is a list or an object.</exception>
    public static string? Of(string path, string place, int at, JsonElement row, string column, bool optional = false)
    {
        var name = TableColumn.Name(column);
        string Here(string words) =>
            string.Create(CultureInfo.InvariantCulture, $"{path}: {place} {at} {words}");
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException(Here($"is {Kind(row)}; expected an object with \"{name}\". Write an object for each row."));
        }
        if (name == column && Ways(row, name).Distinct().Take(2).ToArray() is [var one, var other])
        {
            throw new InvalidDataException(Here(
                $"has \"{name}\" twice: as {one}, and as {other}. Expected one value. Remove one of them"
                    + (row.TryGetProperty(name, out _) ? $", or say name:{name} for the name with dots." : ".")));
        }
        if (Find(row, name) is not { } value)
        {
            if (optional) { return null; }
            throw new InvalidDataException(
                Here($"has no \"{name}\"; found {Shown.List(Names(row))}. Name the columns with "
                    + "--text-column and --label-column."));
        }
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => throw new InvalidDataException(Here(
                $"has a list as \"{name}\" ({Shown.Of(value.GetRawText())}); expected one value. A text with several labels is not "
                    + "read: keep one label, or write a row for each.")),
            JsonValueKind.Object => throw new InvalidDataException(Here(
                $"has an object as \"{name}\" with {Shown.List(Names(value))}; expected one value. Name one of them by a dot: "
                    + $"{name}.{Shown.Of(Names(value).FirstOrDefault("name"))}.")),
            _ => value.GetRawText(),
        };
    }

    /// <summary>The value of a name; where there is none of that name, its dots lead into objects, and then case does not count.</summary>
    public static JsonElement? Find(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object) { return null; }
        if (row.TryGetProperty(name, out var value)) { return value; }
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (row.TryGetProperty(name[..dot], out var inner) && Find(inner, name[(dot + 1)..]) is { } found) { return found; }
        }
        JsonProperty[] alike = [.. row.EnumerateObject().Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return alike is [var one] ? one.Value : null;
    }

    // The ways in which dots lead to a value, such as "a.b" and a → b.
    private static IEnumerable<string> Ways(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object) { yield break; }
        if (row.TryGetProperty(name, out _)) { yield return $"\"{Shown.Of(name)}\""; }
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (!row.TryGetProperty(name[..dot], out var inner)) { continue; }
            foreach (var way in Ways(inner, name[(dot + 1)..])) { yield return $"\"{Shown.Of(name[..dot])}\" → {way}"; }
        }
    }

    private static string[] Names(JsonElement of) => [.. of.EnumerateObject().Select(p => p.Name)];

    private static string Kind(JsonElement row) => row.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Null => "null",
        _ => Shown.Of(row.GetRawText()),
    };
}
