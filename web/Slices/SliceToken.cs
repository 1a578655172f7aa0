namespace DmlStudio.Web.Slices;

/// <summary>A piece of a slice expression.</summary>
/// <param name="Kind"><c>word</c>, <c>quoted</c>, <c>sign</c> or <c>end</c>.</param>
/// <param name="Text">Its text, quotes left out.</param>
/// <param name="At">Character where it starts, from 1.</param>
internal sealed record SliceToken(string Kind, string Text, int At)
{
    /// <summary>Whether a character may stand in a word.</summary>
    public static bool IsOfWord(char c) => !char.IsWhiteSpace(c) && c is not ('(' or ')' or '=' or '!' or '<' or '>' or '~' or '"');

    public static List<SliceToken> Read(string text)
    {
        var tokens = new List<SliceToken>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i])) { i++; }
            else if (text[i] == '"')
            {
                var end = text.IndexOf('"', i + 1);
                if (end < 0)
                {
                    throw new InvalidDataException(
                        FormattableString.Invariant($"Character {i + 1}: a quote is opened and not closed. Close it with \"."));
                }
                tokens.Add(new SliceToken("quoted", text[(i + 1)..end], i + 1));
                i = end + 1;
            }
            else if (IsOfWord(text[i]))
            {
                var end = i;
                while (end < text.Length && IsOfWord(text[end])) { end++; }
                var word = text[i..end];
                // A loss with other characters stands in quotes: wrong@"ensemble(cce,sup-con)".
                if (text[end - 1] == '@' && end < text.Length && text[end] == '"' && text.IndexOf('"', end + 1) is var close and > 0)
                {
                    word += text[(end + 1)..close];
                    end = close + 1;
                }
                tokens.Add(new SliceToken("word", word, i + 1));
                i = end;
            }
            else
            {
                var two = i + 1 < text.Length && text[i] is '<' or '>' or '!' && text[i + 1] == '=';
                tokens.Add(new SliceToken("sign", two ? text[i..(i + 2)] : text[i..(i + 1)], i + 1));
                i += two ? 2 : 1;
            }
        }
        tokens.Add(new SliceToken("end", "", text.Length + 1));
        return tokens;
    }
}
