using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace DmlStudio.Settings;

/// <summary>One setting of a settings record: name, default and range, read off its property.</summary>
/// <remarks>Settings records have a parameterless constructor (the defaults) and init-only properties of type
/// <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or an
/// enumeration.</remarks>
public sealed class SettingInfo
{
    // A type says the same every time it is asked; the id of each of ten thousand runs asks for all settings.
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<SettingInfo>> Known = new();

    private readonly PropertyInfo _property;
    private readonly SettingAttribute _attribute;

    private SettingInfo(PropertyInfo property, SettingAttribute attribute, object defaults)
    {
        _property = property;
        _attribute = attribute;
        Name = Kebab(property.Name);
        Default = Text(property.GetValue(defaults));
    }

    /// <summary>Name in kebab-case, as in an experiment file and on the command line.</summary>
    public string Name { get; }

    /// <summary>Default, written invariantly.</summary>
    public string Default { get; }

    /// <summary>Type of the value.</summary>
    public Type Type => _property.PropertyType;

    /// <summary>What it is and what larger means.</summary>
    public string Description => _attribute.Description;

    /// <summary>Smallest allowed value.</summary>
    public double Min => _attribute.Min;

    /// <summary>Largest allowed value.</summary>
    public double Max => _attribute.Max;

    /// <summary>Unit, empty for none.</summary>
    public string Unit => _attribute.Unit;

    /// <summary>Whether it came when runs were stored already, and is left out of a run's id with its default.</summary>
    public bool Later => _attribute.Later;

    /// <summary>Where the default comes from.</summary>
    public string Source => _attribute.Source;

    /// <summary>Allowed words, empty for any.</summary>
    public IReadOnlyList<string> Choices => Type.IsEnum
        ? SettingWord.All(Type)
        : _attribute.Choices.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The settings of a record type, in the order they are declared.</summary>
    /// <param name="type">A settings record.</param>
    public static IReadOnlyList<SettingInfo> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Known.GetOrAdd(type, Read);
    }

    private static SettingInfo[] Read(Type type)
    {
        var defaults = Activator.CreateInstance(type)
            ?? throw new ArgumentException($"{type.Name} has no parameterless constructor.", nameof(type));
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => (Property: p, Attribute: p.GetCustomAttribute<SettingAttribute>()))
            .Where(p => p.Attribute is not null)
            // Those of a base record come first.
            .OrderBy(p => p.Property.DeclaringType == type).ThenBy(p => p.Property.MetadataToken)
            .Select(p => new SettingInfo(p.Property, p.Attribute!, defaults))];
    }

    /// <summary>The value of this setting in a record, written invariantly.</summary>
    /// <param name="settings">A record of the type this setting belongs to.</param>
    public string ValueIn(object settings) => Text(_property.GetValue(settings));

    /// <summary>Makes a settings record from texts; what is not named keeps its default.</summary>
    /// <param name="type">A settings record.</param>
    /// <param name="values">Values by setting name.</param>
    /// <param name="of">What the settings belong to, named in messages.</param>
    /// <exception cref="InvalidDataException">A name is unknown, or a value is not of its type or out of range.</exception>
    public static object Make(Type type, IReadOnlyDictionary<string, string> values, string of)
    {
        ArgumentNullException.ThrowIfNull(values);
        var known = Of(type);
        var settings = Activator.CreateInstance(type)!;
        foreach (var (name, text) in values)
        {
            var info = known.FirstOrDefault(k => k.Name == name)
                ?? throw new InvalidDataException(Unknown(of, name, known.Select(k => k.Name)));
            info._property.SetValue(settings, info.Parse(text, $"{of}: {name}"));
        }
        return settings;
    }

    /// <summary>The same check for a record made in code.</summary>
    /// <param name="settings">A settings record.</param>
    /// <param name="of">What the settings belong to, named in messages.</param>
    /// <exception cref="InvalidDataException">A value is out of range.</exception>
    public static void Require(object settings, string of)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var info in Of(settings.GetType())) { info.Parse(info.ValueIn(settings), $"{of}: {info.Name}"); }
    }

    /// <summary>The same check for one text, before it stands among others.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="where">What it was written behind, named in messages, such as <c>--shots</c>.</param>
    /// <exception cref="InvalidDataException">It is not of this setting's type or out of range.</exception>
    public void Require(string text, string where)
    {
        ArgumentNullException.ThrowIfNull(text);
        Parse(text, where);
    }

    /// <summary>The message for an unknown name: what was found, the nearest known one, all known ones.</summary>
    /// <param name="of">What was being named, such as <c>experiment</c>.</param>
    /// <param name="found">The unknown name.</param>
    /// <param name="known">The known names.</param>
    public static string Unknown(string of, string found, IEnumerable<string> known)
    {
        var names = known.ToArray();
        return $"{of}: \"{found}\" is not known. Did you mean \"{Nearest(found, names)}\"? Known: {string.Join(", ", names)}.";
    }

    /// <summary>The known name that differs in the fewest letters; the first of several.</summary>
    /// <param name="found">What was written.</param>
    /// <param name="known">Known names, at least one.</param>
    public static string Nearest(string found, IEnumerable<string> known) =>
        known.MinBy(n => Distance(n, found)) ?? throw new ArgumentException("No names are known.", nameof(known));

    private object Parse(string text, string where)
    {
        if (Type == typeof(string))
        {
            return Choices.Count == 0 || Choices.Contains(text) ? text : throw Wrong(text, where, "one of " + string.Join(", ", Choices));
        }
        if (Type.IsEnum)
        {
            return SettingWord.Value(Type, text) ?? throw Wrong(text, where, "one of " + string.Join(", ", Choices));
        }
        if (Type == typeof(bool))
        {
            return text switch
            {
                "true" or "yes" or "on" => true,
                "false" or "no" or "off" => false,
                _ => throw Wrong(text, where, "true or false")
            };
        }
        var whole = Type == typeof(int) || Type == typeof(long);
        var range = Range(whole);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !(number >= Min && number <= Max) || (whole && number != Math.Floor(number)))
        {
            throw Wrong(text, where, range);
        }
        // Boxed one by one: a common type of the three would be double.
        if (Type == typeof(int)) { return (int)number; }
        if (Type != typeof(long)) { return number; }
        // The largest whole numbers are no doubles: 2^63 passes as the bound that it rounds to.
        return long.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var large) ? large
            : throw Wrong(text, where, range);
    }

    private string Range(bool whole)
    {
        var kind = whole ? "a whole number" : "a number";
        var unit = Unit.Length == 0 ? "" : " of " + Unit;
        return (double.IsInfinity(Min), double.IsInfinity(Max)) switch
        {
            (true, true) => $"{kind}{unit}",
            (false, true) => FormattableString.Invariant($"{kind}{unit} from {Min}"),
            (true, false) => FormattableString.Invariant($"{kind}{unit} up to {Max}"),
            (_, _) when Type == typeof(long) && Max >= long.MaxValue =>
                FormattableString.Invariant($"{kind}{unit} from {Min} to {long.MaxValue}"),
            _ => FormattableString.Invariant($"{kind}{unit} from {Min} to {Max}"),
        };
    }

    private InvalidDataException Wrong(string text, string where, string expected) =>
        new($"{where} is \"{text}\", expected {expected} (default {Default}). Change it or leave it out.");

    private static string Text(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        Enum e => e.Word(),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>A name in kebab-case: <c>ProxyLrMultiplier</c> gives <c>proxy-lr-multiplier</c>.</summary>
    /// <param name="name">Name in Pascal case.</param>
    public static string Kebab(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) { text.Append('-'); }
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    // Levenshtein: single-letter insertions, deletions and substitutions.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
