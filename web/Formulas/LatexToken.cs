namespace DmlStudio.Web.Formulas;

/// <summary>A piece of LaTeX: a command with its backslash, or one character.</summary>
/// <param name="Text">Command such as <c>\frac</c>, or a character.</param>
internal readonly record struct LatexToken(string Text)
{
    public bool Command => Text.Length > 1 && Text[0] == '\\';

    /// <summary>Splits a formula; white space separates and is dropped, but inside \text{…} it counts, so it is kept as
    /// a token there.</summary>
    /// <exception cref="FormatException">A backslash at the end.</exception>
    public static IReadOnlyList<LatexToken> Of(string formula)
    {
        var tokens = new List<LatexToken>();
        for (var at = 0; at < formula.Length;)
        {
            var start = at++;
            if (formula[start] == '\\')
            {
                if (at == formula.Length) { throw new FormatException("A backslash ends the formula."); }
                if (char.IsAsciiLetter(formula[at])) { while (at < formula.Length && char.IsAsciiLetter(formula[at])) { at++; } }
                else { at++; }
            }
            else if (char.IsHighSurrogate(formula[start]) && at < formula.Length) { at++; }
            else if (char.IsAsciiDigit(formula[start]))
            {
                while (at < formula.Length
                    && (char.IsAsciiDigit(formula[at])
                        || (formula[at] == '.' && at + 1 < formula.Length && char.IsAsciiDigit(formula[at + 1]))))
                {
                    at++;
                }
            }
            tokens.Add(new LatexToken(char.IsWhiteSpace(formula[start]) ? " " : formula[start..at]));
        }
        return tokens;
    }
}
