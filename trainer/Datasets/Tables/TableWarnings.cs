using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>What can be read in a table and is probably not meant.</summary>
internal static partial class TableWarnings
{
    private static readonly string[] Missing = ["nan", "null", "none", "n/a", "na", "#n/a", "nil", "undefined", "-", "?"];

    /// <summary>The warnings, each a sentence.</summary>
    /// <param name="place">What a row's number counts: line or row.</param>
    /// <param name="labelled">Whether their labels were read.</param>
    public static IReadOnlyList<string> Of(string place, IReadOnlyList<LabelledRow> rows, bool labelled)
    {
        string[] labels = [.. rows.Select(r => r.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return [.. (labelled ? Labels(labels, rows).Append(TwoLabels(place, rows)) : []).Concat(Texts(place, rows)).OfType<string>()];
    }

    private static IEnumerable<string?> Labels(string[] labels, IReadOnlyList<LabelledRow> rows)
    {
        foreach (var same in labels.GroupBy(Folded, StringComparer.Ordinal).Where(g => g.Count() > 1).Take(5))
        {
            yield return $"The labels {string.Join(" and ", same.Select(Spelt))} differ only in case, spaces, composition or signs "
                + "that are not seen. They are taken for different labels: write them alike.";
        }
        // With more digits than a double holds, numbers that differ would look alike.
        foreach (var same in labels.Where(l => l.Length <= 15 && IsNumber(l)).GroupBy(l => double.Parse(l, CultureInfo.InvariantCulture))
            .Where(g => g.Count() > 1)
            .Take(5))
        {
            yield return $"The labels {string.Join(" and ", same.Select(Spelt))} are one number. They are taken for different labels: "
                + "write them alike.";
        }
        string[] missing = [.. labels.Where(l => Missing.Contains(l, StringComparer.OrdinalIgnoreCase))];
        if (missing.Length > 0)
        {
            yield return $"The label {string.Join(" and ", missing.Select(Spelt))} looks like a value that is missing. It is taken "
                + "for a label: remove its rows, if it is none.";
        }
        string[] lists = [.. labels.Where(l => List().IsMatch(l)
            || (l.Split([';', '|', ',']) is { Length: > 1 } parts && parts.All(p => labels.Contains(p.Trim(), StringComparer.Ordinal))))];
        if (lists.Length > 0)
        {
            yield return $"The label {string.Join(" and ", lists.Take(5).Select(Spelt))} looks like a list. It is taken for one "
                + "label: a text with several labels is not read.";
        }
        if (labels.Length > 0 && labels.All(IsNumber))
        {
            yield return $"The labels are numbers ({Shown.List(labels, 5)}), as places in a list of names. Write the names: some "
                + "objectives and the recommended recipe read them.";
        }
        if (labels.Length == 1)
        {
            yield return $"Every text has the label {Spelt(labels[0])}; to train, there must be two labels. Is the "
                + "label's column the right one?";
        }
        string[] single = [.. rows.CountBy(r => r.Label, StringComparer.Ordinal).Where(l => l.Value == 1).Select(l => l.Key)
            .Order(StringComparer.Ordinal)];
        if (single.Length > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{single.Length} of {labels.Length} labels {(single.Length == 1 ? "has" : "have")} a single text "
                    + $"({Shown.List(single, 5)}); to train, a label needs two. Is the label's column the right one?");
        }
    }

    private static string? TwoLabels(string place, IReadOnlyList<LabelledRow> rows)
    {
        var seen = new Dictionary<string, LabelledRow>(StringComparer.Ordinal);
        (LabelledRow First, LabelledRow Other)? example = null;
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (seen.TryAdd(row.Identity, row) || seen[row.Identity].Label == row.Label) { continue; }
            example ??= (seen[row.Identity], row);
            texts.Add(row.Identity);
        }
        return example is not { } found ? null : string.Create(CultureInfo.InvariantCulture,
            $"{texts.Count} {(texts.Count == 1 ? "text has" : "texts have")} two labels or more, such as "
                + $"\"{Shown.Of(found.First.Text)}\": {Spelt(found.First.Label)} in {place} {found.First.At}, "
                    + $"{Spelt(found.Other.Label)} in {place} {found.Other.At}.");
    }

    private static IEnumerable<string?> Texts(string place, IReadOnlyList<LabelledRow> rows)
    {
        string? Some(string what, Func<string, bool> is_)
        {
            var first = rows.FirstOrDefault(r => is_(r.Text));
            return first is null ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"{rows.Count(r => is_(r.Text))} of {rows.Count} texts {what}, such as {place} {first.At}: "
                        + $"\"{Shown.Of(first.Text)}\".");
        }
        yield return Some("look like UTF-8 that was once read as another encoding", t => Mojibake().IsMatch(t));
        yield return Some("hold U+FFFD, the sign for what could not be read", t => t.Contains('\uFFFD', StringComparison.Ordinal));
        if (rows.Count(r => IsNumber(r.Text)) > rows.Count / 2)
        {
            yield return Some("are numbers: is the text's column the right one? Some", IsNumber);
        }
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    private static string Folded(string label)
    {
        var composed = TextIdentity.Normalise(label, null).Normalize(NormalizationForm.FormKC);
        return string.Concat(composed.EnumerateRunes().Where(r => !Unseen.Is(r)));
    }

    // What is not seen is written by its number.
    private static string Spelt(string label) =>
        $"\"{string.Concat(Shown.Of(label, 40).EnumerateRunes().Select(Spelt))}\"";

    private static string Spelt(Rune sign) =>
        sign.Value > '~' && (Unseen.Is(sign) || Rune.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark)
            ? FormattableString.Invariant($"\\u{sign.Value:x4}")
            : sign.ToString();

    [GeneratedRegex(@"^[\[({].*[\])}]$", RegexOptions.Singleline)]
    private static partial Regex List();

    // Two- and three-byte sequences of UTF-8 as windows-1252 and latin-1 show them.
    [GeneratedRegex("\u00C3[\u0080-\u00BF\u0192\u0160\u0161]|\u00E2[\u0080\u20AC]"
        + "[\u0080-\u00BF\u2122\u0153\u201C\u201D\u02DC\u2018\u2019\u2013\u2014\u2020\u2021\u2026\u2030\u00A6]")]
    private static partial Regex Mojibake();
}
