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
    /// <returns>Rows, the head first, and the name of a file; null where the page has no such list, or it cannot be made.</returns>
    public static (IEnumerable<IReadOnlyList<string>> Rows, string Name)? Of(RunShelf shelf, NoteStore notes, LocalAddress page)
    {
        string? Given(string name) => page.Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var store = shelf.Store;
        return page.Path switch
        {
            ["runs"] => (RunsExport.Rows(store, Given("q"), Given("configuration"), notes.All(), Given("noted"), ExactRuns.Of(Given)),
                "runs"),
            ["runs", var id, "texts"] => Texts(store, id, Given) is { } rows ? (rows, "texts") : null,
            ["explain"] => (Explained(store, notes, Given), "explained"),
            ["words"] => (Words(store, Given), "words"),
            ["compare"] => Compared(store, Given) is { } rows ? (rows, "compare") : null,
            ["compare", "columns"] => Columns(store, Given) is { } rows ? (rows, "columns") : null,
            ["space"] => Space(store, null, Given) is { } rows ? (rows, "space") : null,
            ["space", var id] => Space(store, id, Given) is { } rows ? (rows, "space") : null,
            ["reliability", "texts"] => Reliable(shelf, Given) is { } rows ? (rows, "texts") : null,
            ["notes"] => (Notes(notes, Given("noted")), "notes"),
            _ => null,
        };
    }

    private static string Full(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<IReadOnlyList<string>>? Texts(RunStore store, string id, Func<string, string?> given)
    {
        if (store.Run(id) is not { } run) { return null; }
        int? Label(string name) => ExplainView.Whole(given(name)) is { } n && n < run.Labels.Count ? n : null;
        var items = new RunTextsQuery(run, given("rule") ?? run.MainRule, Label("gold"), Label("predicted"), 1).All(store);
        return items?.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", run.Labels[i.Gold],
            run.Labels[i.Predicted], Full(i.Probability)]).Prepend(["id", "text", "pair", "label", "predicted", "probability"]);
    }

    private static IEnumerable<IReadOnlyList<string>> Explained(RunStore store, NoteStore notes, Func<string, string?> given)
    {
        var left = notes.All();
        var marks = left.Where(n => n.Of == "text").ToLookup(n => n.Key, StringComparer.Ordinal);
        var dataset = AskedName.Of("datasets", given("dataset"), store.DatasetNames()).Name;
        string Marked(string text, string what) =>
            string.Join(what == "note" ? " | " : " ", marks[text].Where(n => n.What == what)
                .Select(n => what == "note" ? $"{n.Author}: {n.Text}" : n.Text));
        return new ExplainedTextsQuery(given("q"), given("show")) { Dataset = dataset, Noted = NoteFilter.Of(given("noted"), left) }
            .All(store).Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Dataset, i.Label, Whole(i.Runs), Whole(i.WrongRuns),
                Full(i.WrongProbability), marks[i.Text.Id].Any(n => n.What == "star") ? "true" : "false", Marked(i.Text.Id, "tag"),
                Marked(i.Text.Id, "note")])
            .Prepend(["id", "text", "dataset", "label", "runs", "wrong_runs", "surest_wrong", "starred", "tags", "notes"]);
    }

    private static IEnumerable<IReadOnlyList<string>> Words(RunStore store, Func<string, string?> given)
    {
        var answer = new WordImportanceQuery(AskedName.Of("datasets", given("dataset"), store.DatasetNames()).Name, given("loss"),
            given("method")).Ask(store);
        var label = ExplainView.Whole(given("label"));
        return answer.Items.Where(i => label is null || i.Label == label).Select(i => (IReadOnlyList<string>)[i.Word,
            answer.Labels[i.Label], Full(i.Mean), Full(i.StandardError), Whole(i.Texts), Full(i.Coverage), Full(i.Wrong)])
            .Prepend(["word", "label", "mean", "standard_error", "texts", "coverage", "wrong"]);
    }

    private static IEnumerable<IReadOnlyList<string>>? Compared(RunStore store, Func<string, string?> given)
    {
        var show = CompareQuery.Shows.Contains(given("cell")) ? given("cell")! : CompareQuery.Shows[0];
        if (new CompareQuery(given("a"), given("b"), given("rule"), show, 1).All(store) is not { } answer) { return null; }
        var labels = answer.A.First.Labels;
        return answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", labels[i.Gold], labels[i.SaidA],
            labels[i.SaidB], Full(i.MarginGap), i.RunA.Id, i.RunB.Id])
            .Prepend(["id", "text", "pair", "label", "said_by_a", "said_by_b", "margin_gap", "run_a", "run_b"]);
    }

    private static IEnumerable<IReadOnlyList<string>>? Columns(RunStore store, Func<string, string?> given)
    {
        if (new CompareColumnsQuery(given("of"), given("rule"), 1).All(store) is not { } answer) { return null; }
        var labels = answer.Columns[0].First.Labels;
        return answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Text.Pair ?? "", labels[i.Gold],
            .. i.Said.Select(s => labels[s])])
            .Prepend(["id", "text", "pair", "label", .. answer.Columns.Select(c => c.First.Loss + " " + c.Configuration)]);
    }

    private static IEnumerable<IReadOnlyList<string>>? Space(RunStore store, string? run, Func<string, string?> given)
    {
        if (new SpaceQuery(SpaceView.Of(run, given)).All(store) is not { } answer) { return null; }
        var labels = answer.Run.Labels;
        return answer.Items.Select(i => (IReadOnlyList<string>)[i.Text.Id, i.Text.Text, i.Predicted is null ? "training" : "held-out",
            labels[i.Gold], i.Predicted is { } said ? labels[said] : "", Full(i.Margin), Full(i.Distance), Full(i.X), Full(i.Y)])
            .Prepend(["id", "text", "kind", "label", "predicted", "margin", "distance", "x", "y"]);
    }

    private static IEnumerable<IReadOnlyList<string>>? Reliable(RunShelf shelf, Func<string, string?> given)
    {
        var view = ReliabilityView.Read("texts", given);
        if (new ReliabilityQuery(view).Ask(shelf).Rows is not { } rows) { return null; }
        return new ReliabilityTextsQuery(view, rows).All().Order.Select(i => (IReadOnlyList<string>)[rows.Texts[i].Id, rows.Texts[i].Text,
            rows.Texts[i].Pair ?? "", rows.Labels[rows.Gold[i]], Whole(rows.Length[i]), Whole(rows.Repetition[i]),
            .. rows.Models.SelectMany(m => new[] { rows.Labels[m.Predicted[i]], Full(m.Confidence[i]) })])
            .Prepend(["id", "text", "pair", "label", "words", "repetition",
                .. rows.Models.SelectMany(m => new[] { m.Loss, m.Loss + "_confidence" })]);
    }

    /// <summary>Notes as rows.</summary>
    /// <param name="notes">What readers left.</param>
    /// <param name="noted">What of it is asked for, or null for all.</param>
    public static IEnumerable<IReadOnlyList<string>> Notes(NoteStore notes, string? noted) => notes.All()
        .Where(n => NoteFilter.Fits(noted, n)).Select(n => (IReadOnlyList<string>)[n.What, n.Of, n.Key, n.Text, n.Author,
            DateTimeOffset.FromUnixTimeMilliseconds(n.At).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)])
        .Prepend(["what", "on", "id", "text", "author", "time"]);
}
