using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DmlStudio.Trainer.Files;

/// <summary>A YAML file of keys with values, lists of values, or one mapping below a key; nothing deeper, no anchors. Every fault is said
/// with line and column.</summary>
internal static class FlatYaml
{
    private const long Longest = 10_000_000;

    /// <summary>The keys in the order of the file; a value is a text, or a mapping of texts. A list is its items joined
    /// by commas.</summary>
    /// <exception cref="InvalidDataException">The file is no such YAML.</exception>
    public static IReadOnlyList<(string Key, string? Text, Dictionary<string, string>? Section)> Read(string path)
    {
        if (FileLength.Of(path) > Longest)
        {
            throw new InvalidDataException(
                FormattableString.Invariant(
                    $"{path} has more than {Longest} bytes; expected lines of \"key: value\". Name the right file."));
        }
        try
        {
            using var reader = new StreamReader(new MemoryStream(File.ReadAllBytes(path)),
                new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            return Reading.Of(path, () => Parsed(path, reader));
        }
        catch (InvalidDataException e) when (e.InnerException is System.Text.DecoderFallbackException)
        {
            throw new InvalidDataException($"{path} is not UTF-8; expected lines of \"key: value\". Save it as UTF-8.", e);
        }
    }

    // The parser stumbles over some files with exceptions that are none of its own.
    private static List<(string, string?, Dictionary<string, string>?)> Parsed(string path, TextReader reader)
    {
        try { return new Events(path, new Parser(reader)).All(); }
        catch (YamlException e) { throw Fault(path, e.Start, (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.')); }
    }

    private static InvalidDataException Fault(string path, Mark at, string what) =>
        new(FormattableString.Invariant($"{path}, line {at.Line}, column {at.Column}: {what}. Expected lines of \"key: value\"."));

    private sealed class Events(string path, Parser parser)
    {
        public List<(string, string?, Dictionary<string, string>?)> All()
        {
            var found = new List<(string, string?, Dictionary<string, string>?)>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            if (!Next<StreamStart>() || !parser.MoveNext() || parser.Current is StreamEnd) { return found; }
            if (!parser.MoveNext()) { return found; }
            // A file of comments alone is an empty value.
            if (parser.Current is Scalar { Value.Length: 0 }) { return found; }
            if (parser.Current is not MappingStart) { throw Wrong("the file holds no keys"); }
            while (Moved() is not MappingEnd)
            {
                var key = Text("a key");
                if (!seen.Add(key)) { throw Wrong($"the key \"{key}\" stands twice"); }
                switch (Moved())
                {
                    case SequenceStart: found.Add((key, List(), null)); break;
                    case MappingStart: found.Add((key, null, Section(key))); break;
                    default: found.Add((key, Text($"the value of {key}"), null)); break;
                }
            }
            Moved();
            return Moved() is StreamEnd ? found : throw Wrong("a second document begins");
        }

        private string List()
        {
            var items = new List<string>();
            while (Moved() is not SequenceEnd) { items.Add(Text("an item of a list")); }
            return string.Join(',', items);
        }

        private Dictionary<string, string> Section(string of)
        {
            var section = new Dictionary<string, string>(StringComparer.Ordinal);
            while (Moved() is not MappingEnd)
            {
                var key = Text($"a key of {of}");
                Moved();
                if (!section.TryAdd(key, Text($"the value of {of}.{key}"))) { throw Wrong($"the key \"{key}\" of {of} stands twice"); }
            }
            return section;
        }

        private string Text(string what) => parser.Current is not Scalar scalar
            ? throw Wrong($"{what} is "
                + parser.Current switch
                {
                    MappingStart => "a mapping",
                    SequenceStart => "a list",
                    AnchorAlias => "an alias",
                    _ => "missing"
                }
                + ", expected a text")
            : scalar.IsKey || scalar.Style != ScalarStyle.Plain || scalar.Value is not ("~" or "null" or "Null" or "NULL")
                ? scalar.Value
                : "";

        private ParsingEvent Moved() => parser.MoveNext() ? parser.Current! : throw Wrong("the file ends too early");

        private bool Next<T>() => parser.MoveNext() && parser.Current is T;

        private InvalidDataException Wrong(string what) => Fault(path, parser.Current?.Start ?? Mark.Empty, what);
    }
}
