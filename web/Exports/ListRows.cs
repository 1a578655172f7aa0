using System.Globalization;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;

namespace DmlStudio.Web.Exports;

/// <summary>The long list of a page with all of its rows, whatever page of it the address shows.</summary>
internal static class ListRows
{
    /// <summary>Rows of the list of a page.</summary>
    /// <param name="notes">What readers left.</param>
    /// <param name="page">Address of the page.</param>
    /// <returns>Null where the page has no such list, or it cannot be made.</returns>
    public static ListFile? Of(RunShelf shelf, NoteStore notes, LocalAddress page)
    {
        string? Given(string name) => page.Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var store = shelf.Store;
        return page.Path switch
        {
            ["runs"] => new ListFile(RunsExport.Rows(store, Given("q"), Given("configuration"), notes.All(), Given("noted"),
                ExactRuns.Of(Given)), "runs"),
            ["runs", var id, "texts"] => Texts(store, id, Given),
            ["explain"] => Explained(store, notes, Given),
            ["words"] => Words(store, Given),
            ["compare"] => Compared(store, Given),
            ["compare", "columns"] => Columns(store, Given),
            ["space"] => Space(store, null, Given),
            ["space", var id] => Space(store, id, Given),
            ["reliability", "texts"] => Reliable(shelf, Given),
            ["notes"] => new ListFile(Notes(notes, Given("noted")), "notes"),
            _ => null,
        };
    }

    private static string Full(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static ListFile? Texts(RunStore store, string id, Func<string, string?> given)
    {
        if (store.Run(id) is not { } run) { return null; }
        var (query, lacking) = RunTextsQuery.Of(run, given);
        return query.All(store) is not { } items ? null
            : new ListFile(items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", run.Labels[i.Gold],
                run.Labels[i.Predicted], Full(i.Probability)])
                .Prepend(["id", "text", "pair", "label", "predicted", "probability"]), "texts")
            { Lacking = lacking };
    }

    private static ListFile Explained(RunStore store, NoteStore notes, Func<string, string?> given)
    {
        var left = notes.All();
        var marks = left.Where(n => n.Of == "text").ToLookup(n => n.Key, StringComparer.Ordinal);
        var asked = ExplainedTextsQuery.Asked(store, given("q"), given("show"), given("dataset"));
        string Marked(string text, string what) =>
            string.Join(what == "note" ? " | " : " ", marks[text].Where(n => n.What == what)
                .Select(n => what == "note" ? $"{n.Author}: {n.Text}" : n.Text));
        return new ListFile((asked.Query with { Noted = NoteFilter.Of(given("noted"), left) }).All(store)
            .Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Dataset, i.Label, Whole(i.Runs), Whole(i.WrongRuns),
                Full(i.WrongProbability), marks[i.Text.Id].Any(n => n.What == "star") ? "true" : "false", Marked(i.Text.Id, "tag"),
                Marked(i.Text.Id, "note")])
            .Prepend(["id", "text", "dataset", "label", "runs", "wrong_runs", "surest_wrong", "starred", "tags", "notes"]), "explained")
        { Lacking = asked.Lacking is { } lacking ? [lacking] : [] };
    }

    private static ListFile Words(RunStore store, Func<string, string?> given)
    {
        var asked = new WordsAsked(store, given("dataset"), given("loss"), given("method"), given("label"));
        return new ListFile(asked.Items.Select(i => (IReadOnlyList<string>)[i.Word, asked.Answer.Labels[i.Label], Full(i.Mean),
            Full(i.StandardError), Whole(i.Texts), Full(i.Coverage), Full(i.Wrong)])
            .Prepend(["word", "label", "mean", "standard_error", "texts", "coverage", "wrong"]), "words")
        { Lacking = asked.Lacking };
    }

    private static ListFile? Compared(RunStore store, Func<string, string?> given)
    {
        var show = CompareQuery.Shows.Contains(given("cell")) ? given("cell")! : CompareQuery.Shows[0];
        if (new CompareQuery(given("a"), given("b"), given("rule"), show, 1).All(store) is not { } answer) { return null; }
        var labels = answer.A.First.Labels;
        return new ListFile(answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", labels[i.Gold],
            labels[i.SaidA], labels[i.SaidB], Full(i.MarginGap), i.RunA.Id, i.RunB.Id])
            .Prepend(["id", "text", "pair", "label", "said_by_a", "said_by_b", "margin_gap", "run_a", "run_b"]), "compare");
    }

    private static ListFile? Columns(RunStore store, Func<string, string?> given)
    {
        if (new CompareColumnsQuery(given("of"), given("rule"), 1).All(store) is not { } answer) { return null; }
        var labels = answer.Columns[0].First.Labels;
        return new ListFile(answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", labels[i.Gold],
            .. i.Said.Select(s => labels[s])])
            .Prepend(["id", "text", "pair", "label", .. answer.Columns.Select(c => c.First.Loss + " " + c.Configuration)]), "columns")
        { Lacking = answer.Missing };
    }

    private static ListFile? Space(RunStore store, string? run, Func<string, string?> given)
    {
        if (new SpaceQuery(SpaceView.Of(run, given)).All(store) is not { } answer) { return null; }
        var labels = answer.Run.Labels;
        return new ListFile(answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text,
            i.Predicted is null ? "training" : "held-out",
            labels[i.Gold], i.Predicted is { } said ? labels[said] : "", Full(i.Margin), Full(i.Distance), Full(i.X), Full(i.Y)])
            .Prepend(["id", "text", "kind", "label", "predicted", "margin", "distance", "x", "y"]), "space")
        { Lacking = answer.Missing };
    }

    private static ListFile? Reliable(RunShelf shelf, Func<string, string?> given)
    {
        var view = ReliabilityView.Read("texts", given);
        var answer = new ReliabilityQuery(view).Ask(shelf);
        if (answer.Rows is not { } rows) { return null; }
        return new ListFile(new ReliabilityTextsQuery(view, rows).All().Order.Select(i => (IReadOnlyList<string>)[rows.Texts[i].Id,
            rows.Texts[i].Text,
            rows.Texts[i].Pair ?? "", rows.Labels[rows.Gold[i]], Whole(rows.Length[i]), Whole(rows.Repetition[i]),
            .. rows.Models.SelectMany(m => new[] { rows.Labels[m.Predicted[i]], Full(m.Confidence[i]) })])
            .Prepend(["id", "text", "pair", "label", "words", "repetition",
                .. rows.Models.SelectMany(m => new[] { m.Loss, m.Loss + "_confidence" })]), "texts")
        { Lacking = [.. answer.Lacking.Append(answer.SliceRemark).Append(answer.LeftRemark).OfType<string>()] };
    }

    /// <summary>Notes as rows.</summary>
    /// <param name="notes">What readers left.</param>
    /// <param name="noted">What of it is asked for, or null for all.</param>
    public static IEnumerable<IReadOnlyList<string>> Notes(NoteStore notes, string? noted) => notes.All()
        .Where(n => NoteFilter.Fits(noted, n)).Select(n => (IReadOnlyList<string>)[n.What, n.Of, n.Key, n.Text, n.Author,
            DateTimeOffset.FromUnixTimeMilliseconds(n.At).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)])
        .Prepend(["what", "on", "id", "text", "author", "time"]);
}
