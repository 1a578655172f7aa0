using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Halves of characters in JSON escapes, as a program writes that cuts a text in the middle of an emoji. Each becomes U+FFFD,
/// the sign that stands for what cannot be read.</summary>
internal static class LoneSurrogates
{
    /// <summary>Replaces them.</summary>
    /// <returns>JSON of the same length, and how many were replaced.</returns>
    public static (string Json, int Replaced) Replace(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase)) { return (json, 0); }
        var (text, replaced) = (new StringBuilder(json), 0);
        for (var at = 0; at < json.Length; at++)
        {
            if (json[at] != '\\') { continue; }
            if (Escaped(json, at) is not { } unit)
            {
                // The character after a backslash begins no escape of its own.
                at++;
                continue;
            }
            if (char.IsHighSurrogate(unit) && Escaped(json, at + 6) is { } next && char.IsLowSurrogate(next)) { at += 11; continue; }
            if (char.IsSurrogate(unit))
            {
                for (var i = 0; i < 4; i++) { text[at + 2 + i] = "fffd"[i]; }
                replaced++;
            }
            at += 5;
        }
        return (text.ToString(), replaced);
    }

    private static char? Escaped(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
