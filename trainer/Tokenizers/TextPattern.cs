using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A pattern of a tokenizer file: a plain text or a regular expression, over code points.</summary>
/// <remarks>.NET's expressions see UTF-16 units. A character outside the basic plane is therefore shown to them as one stand-in of the same
/// general category from the basic plane, so that <c>\p{L}</c> and <c>.</c> mean what they mean in the reference.</remarks>
internal sealed class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Rare characters, one of each category that exists outside the basic plane.
    private static readonly Dictionary<UnicodeCategory, char> StandIns = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\uA640',
        [UnicodeCategory.LowercaseLetter] = '\uA641',
        [UnicodeCategory.ModifierLetter] = '\uA015',
        [UnicodeCategory.OtherLetter] = '\uA000',
        [UnicodeCategory.NonSpacingMark] = '\uA66F',
        [UnicodeCategory.SpacingCombiningMark] = '\uA823',
        [UnicodeCategory.DecimalDigitNumber] = '\uA620',
        [UnicodeCategory.LetterNumber] = '\uA6E6',
        [UnicodeCategory.OtherNumber] = '\uA830',
        [UnicodeCategory.DashPunctuation] = '\u2E3A',
        [UnicodeCategory.OtherPunctuation] = '\uA60D',
        [UnicodeCategory.MathSymbol] = '\u2A00',
        [UnicodeCategory.CurrencySymbol] = '\uA838',
        [UnicodeCategory.ModifierSymbol] = '\uA700',
        [UnicodeCategory.OtherSymbol] = '\u2800',
        [UnicodeCategory.Format] = '\u206A',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\u0378',
    };

    private readonly Regex? _expression;
    private readonly string _plain;
    private readonly string _where;

    private TextPattern(string plain, Regex? expression, string where) => (_plain, _expression, _where) = (plain, expression, where);

    /// <summary>A plain text.</summary>
    public static TextPattern Of(string plain) => new(plain, null, "");

    /// <summary>An expression of one's own.</summary>
    public static TextPattern Of(Regex expression) => new("", expression, "");

    /// <summary>From the field <c>pattern</c> of a step.</summary>
    /// <exception cref="InvalidDataException">Neither text nor expression, or an expression that is not understood.</exception>
    public static TextPattern Read(JsonPlace pattern)
    {
        if (pattern.Find("String") is { } plain) { return new TextPattern(plain.Text(), null, $"{pattern.File}: {pattern.Place}"); }
        var expression = pattern.Need("Regex");
        var text = expression.Text();
        if (text.Any(char.IsSurrogate))
        {
            throw expression.Fault("expected no character outside the basic plane in an expression", "Choose another encoder");
        }
        try { return new TextPattern("", new Regex(text, RegexOptions.CultureInvariant, Patience), $"{pattern.File}: {pattern.Place}"); }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(
                $"{expression.File}: {expression.Place} is an expression that is not understood ({e.Message.TrimEnd('.')}). Choose "
                    + "another encoder.", e);
        }
    }

    /// <summary>The whole text as stretches, those that match and those between them.</summary>
    public IEnumerable<(int Start, int End, bool Match)> Cover(string text)
    {
        var at = 0;
        foreach (var (start, end) in _expression is null ? Plain(text) : Matches(text))
        {
            if (start > at) { yield return (at, start, false); }
            yield return (start, end, true);
            at = end;
        }
        if (at < text.Length) { yield return (at, text.Length, false); }
    }

    private IEnumerable<(int, int)> Plain(string text)
    {
        for (var at = 0; _plain.Length > 0 && (at = text.IndexOf(_plain, at, StringComparison.Ordinal)) >= 0; at += _plain.Length)
        {
            yield return (at, at + _plain.Length);
        }
    }

    private List<(int, int)> Matches(string text)
    {
        var (shown, places) = Shown(text);
        try { return [.. _expression!.Matches(shown).Select(m => (places[m.Index], places[m.Index + m.Length]))]; }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidDataException(
                $"{_where} takes more than {Patience.TotalSeconds} s for a text of "
                    + $"{text.Length.ToString(CultureInfo.InvariantCulture)} characters. Shorten the text, or choose another encoder.", e);
        }
    }

    private static (string Shown, int[] Places) Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        var places = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(rune.IsBmp ? (char)rune.Value : StandIns.GetValueOrDefault(Rune.GetUnicodeCategory(rune), '\u2800'));
            places.Add(at);
            at += rune.Utf16SequenceLength;
        }
        places.Add(at);
        return (shown.ToString(), [.. places]);
    }
}
