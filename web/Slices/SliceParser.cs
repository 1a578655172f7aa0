using System.Globalization;

namespace DmlStudio.Web.Slices;

/// <summary>Reads a slice expression by recursive descent.</summary>
internal sealed class SliceParser(string text, SliceNames names)
{
    /// <summary>Deepest nesting of parentheses and <c>not</c>; an address must not exhaust the stack.</summary>
    private const int Deepest = 50;

    private static readonly string[] NumberSigns = ["=", "!=", "<", "<=", ">", ">="], WordSigns = ["=", "!="], TextSigns = ["~", "=", "!="];
    private readonly List<SliceToken> _tokens = SliceToken.Read(text);
    private int _at, _depth;

    private SliceToken Now => _tokens[_at];

    public SliceFilter Whole()
    {
        var holds = Or();
        if (Now.Kind != "end") { throw Wrong("expected and, or, or the end"); }
        return new SliceFilter(text, holds);
    }

    private Func<ISliceRow, bool> Or()
    {
        var left = And();
        while (Takes("or"))
        {
            var (a, b) = (left, And());
            left = row => a(row) || b(row);
        }
        return left;
    }

    private Func<ISliceRow, bool> And()
    {
        var left = Not();
        while (Takes("and"))
        {
            var (a, b) = (left, Not());
            left = row => a(row) && b(row);
        }
        return left;
    }

    private Func<ISliceRow, bool> Not()
    {
        if (++_depth > Deepest)
        {
            throw Wrong(FormattableString.Invariant($"expected at most {Deepest} parentheses and nots inside each other"));
        }
        try
        {
            if (Takes("not"))
            {
                var inner = Not();
                return row => !inner(row);
            }
            if (Now is { Kind: "sign", Text: "(" })
            {
                _at++;
                var inner = Or();
                if (Now is not { Kind: "sign", Text: ")" }) { throw Wrong("expected )"); }
                _at++;
                return inner;
            }
            return Test();
        }
        finally { _depth--; }
    }

    private Func<ISliceRow, bool> Test()
    {
        if (Now.Kind != "word")
        {
            throw Wrong("expected a field, such as " + string.Join(", ", SliceField.All.Take(7).Select(f => f.Name)));
        }
        var parts = Now.Text.Split('@', 2);
        var field = SliceField.All.FirstOrDefault(f => f.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong("expected a field: " + string.Join(", ", SliceField.All.Select(f => f.Name)));
        string? loss = null;
        if (parts.Length == 2)
        {
            if (!field.OfLoss) { throw Wrong($"{field.Name} is the same for every loss; expected it without @{parts[1]}"); }
            loss = Loss(parts[1]);
        }
        _at++;
        var name = field.Name;
        if (field.Kind == SliceKind.Flag)
        {
            return Now.Kind == "sign" && Now.Text != ")"
                ? throw Wrong($"{name} holds or does not; expected it alone, or not {name}")
                : row => row.Flag(name, loss);
        }
        var signs = field.Kind switch { SliceKind.Number => NumberSigns, SliceKind.Word => WordSigns, _ => TextSigns };
        var sign = Now.Text;
        if (Now.Kind != "sign" || !signs.Contains(sign)) { throw Wrong($"expected one of {string.Join(' ', signs)} after {name}"); }
        _at++;
        if (Now.Kind is not ("word" or "quoted")) { throw Wrong($"expected a value after {name}{sign}"); }
        var value = Now.Text;
        var test = field.Kind == SliceKind.Number ? Number(name, loss, sign, value) : Word(field, loss, sign, value);
        _at++;
        return test;
    }

    private Func<ISliceRow, bool> Number(string name, string? loss, string sign, string written)
    {
        if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw Wrong($"expected a number after {name}{sign}, such as 0.5");
        }
        // A value that is not known is in no slice, not even in its complement.
        return sign switch
        {
            "=" => row => row.Number(name, loss) == value,
            "!=" => row => row.Number(name, loss) is var v && !double.IsNaN(v) && v != value,
            "<" => row => row.Number(name, loss) < value,
            "<=" => row => row.Number(name, loss) <= value,
            ">" => row => row.Number(name, loss) > value,
            _ => row => row.Number(name, loss) >= value,
        };
    }

    private Func<ISliceRow, bool> Word(SliceField field, string? loss, string sign, string value)
    {
        var name = field.Name;
        if (field.Kind == SliceKind.Word && !names.Labels.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            if (field.OfLoss && Now.Kind == "word" && value.StartsWith(name + "@", StringComparison.OrdinalIgnoreCase))
            {
                var other = Loss(value[(name.Length + 1)..]);
                return row => (row.Word(name, loss) == row.Word(name, other)) == (sign == "=");
            }
            throw Wrong("expected a label: " + string.Join(", ", names.Labels.Take(20)) + (names.Labels.Count > 20 ? ", …" : "")
                + (field.OfLoss ? $", or the same of a chosen loss, such as {name}@{names.Losses[0]}" : ""));
        }
        return sign switch
        {
            "~" => row => row.Word(name, loss).Contains(value, StringComparison.OrdinalIgnoreCase),
            "=" => row => row.Word(name, loss).Equals(value, StringComparison.OrdinalIgnoreCase),
            _ => row => !row.Word(name, loss).Equals(value, StringComparison.OrdinalIgnoreCase),
        };
    }

    private string Loss(string written) =>
        names.Losses.FirstOrDefault(l => l.Equals(written, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong("expected a chosen loss after @: " + string.Join(", ", names.Losses));

    private bool Takes(string word)
    {
        if (Now.Kind != "word" || !Now.Text.Equals(word, StringComparison.OrdinalIgnoreCase)) { return false; }
        _at++;
        return true;
    }

    private InvalidDataException Wrong(string expected) => new(FormattableString.Invariant(
        $"Character {Now.At}: found {(Now.Kind == "end" ? "the end" : $"\"{Now.Text}\"")}; {expected}."));
}
