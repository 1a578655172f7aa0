using System.Collections.Concurrent;
using System.Reflection;

namespace DmlStudio.Settings;

/// <summary>Values of enumerations as words: those that a person writes, a run stores and an id is made of.</summary>
public static class SettingWord
{
    private static readonly ConcurrentDictionary<Type, (string Word, Enum Value)[]> Known = new();

    /// <summary>The word of a value.</summary>
    /// <param name="value">A named value of its enumeration.</param>
    public static string Word(this Enum value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Array.Find(Of(value.GetType()), w => w.Value.Equals(value)).Word
            ?? throw new ArgumentOutOfRangeException(nameof(value), value,
                $"{value.GetType().Name} has no such value; expected one of {string.Join(", ", All(value.GetType()))}.");
    }

    /// <summary>All words of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> All(Type type) => [.. Of(type).Select(w => w.Word)];

    /// <summary>The value of a word, or null for none.</summary>
    public static Enum? Value(Type type, string word) => Array.Find(Of(type), w => w.Word == word).Value;

    private static (string Word, Enum Value)[] Of(Type type) => Known.GetOrAdd(type, static t =>
        [.. t.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (f.GetCustomAttribute<WordAttribute>()?.Word ?? SettingInfo.Kebab(f.Name), (Enum)f.GetValue(null)!))]);
}
