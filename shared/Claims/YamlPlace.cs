using System.Globalization;
using DmlStudio.Settings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DmlStudio.Claims;

/// <summary>A mapping of a YAML file with its place: every key is asked for by name, what is not known is refused by name, and every
/// fault says file, line and column.</summary>
internal sealed class YamlPlace
{
    private readonly string _file;
    private readonly string _what;
    private readonly YamlNode _node;
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    /// <summary>Reads a mapping.</summary>
    /// <param name="file">File, named in messages.</param>
    /// <param name="what">What the mapping is, named in messages.</param>
    /// <param name="node">The node.</param>
    /// <param name="known">The keys that it may have; none for any.</param>
    /// <exception cref="InvalidDataException">It is no mapping, or has another key.</exception>
    public YamlPlace(string file, string what, YamlNode node, params string[] known)
    {
        (_file, _what, _node) = (file, what, node);
        if (node is not YamlMappingNode mapping) { throw Wrong(node, $"{what} is {Kind(node)}, expected keys with values"); }
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name }) { throw Wrong(key, $"a key of {what} is {Kind(key)}, expected a word"); }
            if (known.Length > 0 && !known.Contains(name)) { throw Wrong(key, SettingInfo.Unknown(what, name, known).TrimEnd('.')); }
            _values.Add(name, value);
        }
    }

    /// <summary>Its keys.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>A text that must be there.</summary>
    public string Needed(string key) => Text(key) is { Length: > 0 } text ? text
        : throw Wrong(_values.GetValueOrDefault(key) ?? _node, $"{_what} has no {key}, expected \"{key}: …\"");

    /// <summary>A text, or empty.</summary>
    public string Text(string key) => _values.TryGetValue(key, out var node) ? Scalar(key, node) : "";

    /// <summary>A number, or null without the key.</summary>
    public double? Number(string key, double min, double max, bool whole = false)
    {
        if (!_values.TryGetValue(key, out var node)) { return null; }
        var text = Scalar(key, node);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            && (!whole || number == Math.Floor(number)) ? number
            : throw Wrong(node, string.Create(CultureInfo.InvariantCulture,
                $"{key} of {_what} is \"{text}\", expected a {(whole ? "whole " : "")}number from {min} to {max}"));
    }

    /// <summary>A list of texts, one text being a list of one; empty without the key.</summary>
    public IReadOnlyList<string> List(string key) => !_values.TryGetValue(key, out var node) ? []
        : node is YamlSequenceNode list ? [.. list.Children.Select(c => Scalar(key, c))] : [Scalar(key, node)];

    /// <summary>Mappings in a list; empty without the key.</summary>
    /// <param name="what">What each is, named in messages.</param>
    /// <param name="known">Keys that each may have.</param>
    public IReadOnlyList<YamlPlace> Parts(string key, string what, params string[] known) => !_values.TryGetValue(key, out var node) ? []
        : node is YamlSequenceNode list ? [.. list.Children.Select(c => new YamlPlace(_file, what, c, known))]
        : throw Wrong(node, $"{key} of {_what} is {Kind(node)}, expected a list");

    /// <summary>A mapping with any keys, or null without the key.</summary>
    public YamlPlace? Part(string key) =>
        _values.TryGetValue(key, out var node) ? new YamlPlace(_file, $"{key} of {_what}", node) : null;

    /// <summary>A fault of a key's value, or of the whole where the key is not there.</summary>
    public InvalidDataException Wrong(string key, string what) => Wrong(_values.GetValueOrDefault(key) ?? _node, what);

    private InvalidDataException Wrong(YamlNode node, string what) => Fault(_file, node.Start, what);

    private string Scalar(string key, YamlNode node) => node is YamlScalarNode scalar ? scalar.Value ?? ""
        : throw Wrong(node, $"{key} of {_what} is {Kind(node)}, expected a text");

    private static string Kind(YamlNode node) =>
        node switch { YamlMappingNode => "a mapping", YamlSequenceNode => "a list", YamlScalarNode => "a text", _ => "an alias" };

    /// <summary>A fault at a place.</summary>
    public static InvalidDataException Fault(string file, Mark at, string what) => new(string.Create(CultureInfo.InvariantCulture,
        $"{file}, line {at.Line}, column {at.Column}: {what}. docs/claims.md shows such a file; mend the line."));
}
