namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits of capitals; an encoder without case must not notice them.</summary>
internal static class LetterCase
{
    /// <summary>Small letters.</summary>
    public static string Lower(string text)
    {
        // What the edit is, not how a key is normalised.
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = char.ToLowerInvariant(from[i]);
            }
        });
    }

    public static string Upper(string text)
    {
        return text.ToUpperInvariant();
    }

    /// <summary>A capital at the start of every word, small letters after it.</summary>
    public static string Title(string text)
    {
        var letters = Lower(text).ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 0 || char.IsWhiteSpace(letters[i - 1])) { letters[i] = char.ToUpperInvariant(letters[i]); }
        }
        return new string(letters);
    }
}
