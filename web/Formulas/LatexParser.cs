using System.Net;
using System.Text;

namespace DmlStudio.Web.Formulas;

/// <summary>Reads tokens of the subset and writes MathML, one construct after the other (recursive descent).</summary>
internal sealed class LatexParser(IReadOnlyList<LatexToken> tokens)
{
    private const int Deepest = 60;
    private int _at;
    private int _depth;

    /// <summary>The formula, a MathML row for each of its lines (separated by \\).</summary>
    /// <exception cref="FormatException">Something that is not in the subset.</exception>
    public IReadOnlyList<string> Rows()
    {
        var rows = new List<string> { Row(_ => false) };
        while (_at < tokens.Count && tokens[_at].Text == @"\\")
        {
            _at++;
            rows.Add(Row(_ => false));
        }
        return _at == tokens.Count ? rows : throw new FormatException($"\"{tokens[_at].Text}\" is not expected.");
    }

    private string Row(Func<string, bool> ends)
    {
        if (++_depth > Deepest) { throw new FormatException("The formula is nested too deeply."); }
        var row = new StringBuilder();
        while (Skip() is { } next && next != "}" && next != @"\\" && !ends(next)) { row.Append(Scripted()); }
        _depth--;
        return row.ToString();
    }

    // White space separates, no more.
    private string? Skip()
    {
        while (_at < tokens.Count && tokens[_at].Text == " ") { _at++; }
        return _at < tokens.Count ? tokens[_at].Text : null;
    }

    // An atom with what stands below and above it.
    private string Scripted()
    {
        var function = tokens[_at].Command && LatexSymbols.Functions.ContainsKey(tokens[_at].Text[1..]);
        var (core, limits) = Atom();
        string? below = null, above = null;
        while (Skip() is "_" or "^" or "'")
        {
            var mark = tokens[_at++].Text;
            if (mark == "_" && below is null) { below = Argument(); }
            else if (mark == "^" && above is null) { above = Argument(); }
            else if (mark == "'") { above = (above ?? "") + "<mo>′</mo>"; }
            else { throw new FormatException("Two subscripts or superscripts in a row."); }
        }
        if (above?.Contains("</mo><mo>", StringComparison.Ordinal) == true || above?.StartsWith("<mo>′", StringComparison.Ordinal) == true)
        {
            above = $"<mrow>{above}</mrow>";
        }
        var (one, other, both) = limits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup");
        // A function stands apart from its argument unless brackets hold that.
        var space = function && Skip() is { } next && next is not ("(" or "[" or @"\left" or "}" or ")" or @"\right" or @"\\")
            ? "<mspace width=\"0.17em\"/>"
            : "";
        return (below, above) switch
        {
            (null, null) => core,
            (_, null) => $"<{one}>{core}{below}</{one}>",
            (null, _) => $"<{other}>{core}{above}</{other}>",
            _ => $"<{both}>{core}{below}{above}</{both}>",
        } + space;
    }

    private (string Core, bool Limits) Atom()
    {
        var token = tokens[_at++];
        if (token.Command) { return Command(token.Text[1..]); }
        var text = token.Text;
        return text switch
        {
            "{" => (Group(), false),
            "^" or "_" => throw new FormatException("A subscript or superscript without a letter."),
            "-" => (Operator("−"), false),
            "(" or ")" or "[" or "]" or "|" => ($"<mo stretchy=\"false\">{text}</mo>", false),
            _ when char.IsAsciiDigit(text[0]) => ($"<mn>{text}</mn>", false),
            _ when char.IsLetter(text, 0) => ($"<mi>{WebUtility.HtmlEncode(text)}</mi>", false),
            "$" or "&" or "#" or "\\" => throw new FormatException($"\"{text}\" is not in the subset."),
            _ => (Operator(text), false),
        };
    }

    private (string Core, bool Limits) Command(string name)
    {
        if (LatexSymbols.Letters.TryGetValue(name, out var letter)) { return ($"<mi>{letter}</mi>", false); }
        if (LatexSymbols.Operators.TryGetValue(name, out var sign))
        {
            return (name is "|" or "Vert" or "lVert" or "rVert" or "vert" or "langle" or "rangle" or "{" or "}"
                ? $"<mo stretchy=\"false\">{WebUtility.HtmlEncode(sign)}</mo>"
                : Operator(sign), false);
        }
        if (LatexSymbols.Big.TryGetValue(name, out var big)) { return ($"<mo>{big}</mo>", name != "int"); }
        if (LatexSymbols.Functions.TryGetValue(name, out var limits)) { return ($"<mi>{name}</mi>", limits); }
        if (LatexSymbols.Accents.TryGetValue(name, out var accent))
        {
            return ($"<mover accent=\"true\">{Argument()}<mo "
                + $"stretchy=\"{(name.StartsWith("wide", StringComparison.Ordinal) || name == "overline" ? "true" : "false")}\">"
                    + $"{accent}</mo></mover>", false);
        }
        if (LatexSymbols.Spaces.TryGetValue(name, out var space)) { return ($"<mspace width=\"{space}em\"/>", false); }
        if (LatexSymbols.Variants.TryGetValue(name, out var variant))
        {
            return ($"<mi mathvariant=\"{variant}\">{WebUtility.HtmlEncode(Plain())}</mi>", false);
        }
        return name switch
        {
            "frac" or "tfrac" or "dfrac" => ($"<mfrac>{Argument()}{Argument()}</mfrac>", false),
            "sqrt" => ($"<msqrt>{Argument()}</msqrt>", false),
            "text" or "textrm" or "mbox" => ($"<mtext>{WebUtility.HtmlEncode(Plain().Replace(' ', '\u00A0'))}</mtext>", false),
            "left" => (Fenced(), false),
            "big" or "Big" or "bigl" or "bigr" or "displaystyle" or "limits" or "nolimits" => ("", false),
            "underbrace" => ($"<munder>{Argument()}<mo stretchy=\"true\">⏟</mo></munder>", true),
            _ => throw new FormatException($"\"\\{name}\" is not in the subset."),
        };
    }

    private string Fenced()
    {
        var open = Fence();
        var inside = Row(next => next == @"\right");
        if (_at == tokens.Count || tokens[_at].Text != @"\right") { throw new FormatException("A \\left without its \\right."); }
        _at++;
        return $"<mrow>{open}{inside}{Fence()}</mrow>";
    }

    private string Fence()
    {
        if (Skip() is not { } next) { throw new FormatException("A delimiter is missing."); }
        _at++;
        var sign = next.Length > 1
            ? LatexSymbols.Operators.GetValueOrDefault(next[1..]) ?? throw new FormatException($"\"{next}\" is no delimiter.")
            : next;
        return sign == "." ? "" : $"<mo stretchy=\"true\" fence=\"true\">{WebUtility.HtmlEncode(sign)}</mo>";
    }

    // What follows a command or a script: a group, or a single atom.
    private string Argument()
    {
        if (Skip() is null or "}") { throw new FormatException("Something is missing behind a command."); }
        return Atom().Core is { Length: > 0 } core ? core : Argument();
    }

    private string Group()
    {
        var inside = Row(_ => false);
        if (_at == tokens.Count || tokens[_at].Text != "}") { throw new FormatException("A group is not closed."); }
        _at++;
        return $"<mrow>{inside}</mrow>";
    }

    // The letters of a group as they stand, spaces included.
    private string Plain()
    {
        if (Skip() is null) { throw new FormatException("Something is missing behind a command."); }
        if (tokens[_at].Text != "{") { return tokens[_at++].Text; }
        var text = new StringBuilder();
        for (_at++; _at < tokens.Count && tokens[_at].Text != "}"; _at++)
        {
            if (tokens[_at].Text == "{") { throw new FormatException("A group inside a text."); }
            text.Append(tokens[_at].Command && LatexSymbols.Letters.TryGetValue(tokens[_at].Text[1..], out var letter)
                ? letter
                : tokens[_at].Text.TrimStart('\\'));
        }
        if (_at++ >= tokens.Count) { throw new FormatException("A group is not closed."); }
        return text.ToString();
    }

    private static string Operator(string sign) => $"<mo>{WebUtility.HtmlEncode(sign)}</mo>";
}
