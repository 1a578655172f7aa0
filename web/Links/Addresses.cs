using System.Globalization;

namespace DmlStudio.Web.Links;

/// <summary>Builds every link, relative to the base of the pages, which may lie under a path; parameters that have their default are
/// left out.</summary>
internal static class Addresses
{
    /// <param name="metric">Metric, default accuracy.</param>
    /// <param name="baseline">Loss that the others are compared with, default cce.</param>
    /// <param name="shots">Training texts, null for those on which most was run.</param>
    /// <param name="encoder">Encoder, null for the one with most runs.</param>
    /// <param name="rule">Inference rule, default each run's own.</param>
    /// <param name="experiment">Experiment, default all.</param>
    /// <param name="order">Order of the rows, default family.</param>
    /// <param name="loss">Row of the chosen cell.</param>
    /// <param name="dataset">Column of the chosen cell, and the one that a narrow screen shows.</param>
    /// <param name="noted">What readers marked: starred, noted, pinned or tag:NAME; null for all.</param>
    /// <param name="pinned">Whether a configuration is the reference, so that cce is no default.</param>
    /// <param name="reference">Configuration that is the reference, or cce for none; null for the pinned one.</param>
    public static string Results(string? metric = null, string? baseline = null, int? shots = null, string? encoder = null,
        string? rule = null,
        string? experiment = null, string? order = null, string? loss = null, string? dataset = null, string? noted = null,
        bool pinned = false, string? reference = null) =>
        With("./", ("metric", metric == "accuracy" ? null : metric), ("baseline", baseline == "cce" && !pinned ? null : baseline),
            ("reference", reference), ("noted", noted),
            ("shots", Text(shots)), ("encoder", encoder),
            ("rule", rule), ("experiment", experiment), ("order", order == "family" ? null : order), ("loss", loss), ("dataset", dataset));

    /// <summary>Runs, grouped by configuration.</summary>
    /// <param name="filter">Words that must occur in a run's names.</param>
    /// <param name="configuration">Id of a configuration, the only one shown.</param>
    /// <param name="page">Page from 1.</param>
    /// <param name="sort">Column to sort by, default finished; a minus before it turns the order.</param>
    /// <param name="open">Ids of the configurations whose runs are shown.</param>
    /// <param name="noted">What readers marked: starred, noted, pinned or tag:NAME; null for all.</param>
    /// <param name="reference">Configuration that gains are over, or cce; null for the pinned one, else cce.</param>
    /// <param name="exact">What the runs are; null for all.</param>
    public static string Runs(string? filter = null, string? configuration = null, int page = 1, string? sort = null,
        IEnumerable<string>? open = null, string? noted = null, string? reference = null, ExactRuns? exact = null) =>
        With("./runs", [("q", filter), .. (exact ?? ExactRuns.None).Parts, ("configuration", configuration), ("noted", noted),
            ("reference", reference), ("sort", sort == "-finished" ? null : sort),
            ("open", open is null ? null : string.Join(',', open)), ("page", page <= 1 ? null : Text(page))]);

    /// <summary>A page's table as a file, with the same choices.</summary>
    /// <param name="page">Address of the page: Results or Runs.</param>
    /// <param name="name">File, such as results.csv.</param>
    public static string Export(string page, string name)
    {
        return "./export/" + name + (page.IndexOf('?', StringComparison.Ordinal) is var at && at >= 0 ? page[at..] : "");
    }

    /// <summary>The long list of a page as a file, with all of its rows.</summary>
    /// <param name="page">Address of the page.</param>
    /// <param name="format"><c>csv</c> or <c>json</c>.</param>
    public static string List(string page, string format) => With("./export/list." + format, ("of", page));

    /// <summary>A table of a page as a file.</summary>
    /// <param name="page">Address of the page.</param>
    /// <param name="table">Its number on the page, from 0.</param>
    /// <param name="format"><c>csv</c> or <c>json</c>.</param>
    public static string Table(string page, int table, string format) => With("./export/table." + format, ("of", page),
        ("table", Number(table)));

    /// <summary>What readers left.</summary>
    /// <param name="noted">What of it: starred, noted, pinned or tag:NAME; null for all.</param>
    public static string Notes(string? noted = null) => With("./notes", ("noted", noted));

    /// <summary>The report of an experiment as one file.</summary>
    /// <param name="experiment">Experiment, null for all runs.</param>
    public static string Report(string? experiment) => With("./export/report.html", ("experiment", experiment));

    /// <summary>Two configurations side by side.</summary>
    /// <param name="a">Id of the first configuration.</param>
    /// <param name="b">Id of the second.</param>
    /// <param name="rule">Inference rule, default each run's own.</param>
    /// <param name="cell">Which texts are listed: repaired (default), broken, both-right, both-wrong.</param>
    /// <param name="page">Page of the list, from 1.</param>
    public static string Compare(string? a = null, string? b = null, string? rule = null, string? cell = null, int page = 1) =>
        With("./compare", ("a", a), ("b", b), ("rule", rule), ("cell", cell == "repaired" ? null : cell),
            ("page", page <= 1 ? null : Text(page)));

    /// <summary>What papers claim, held against the runs.</summary>
    public static string Claims() => "./claims";

    /// <summary>The claims of a paper.</summary>
    /// <param name="key">Key, such as revisiting-dml.</param>
    public static string ClaimsOf(string key) => "./claims/" + Uri.EscapeDataString(key);

    /// <summary>Reports that were put together.</summary>
    public static string Reports() => "./reports";

    /// <summary>A report that was put together.</summary>
    /// <param name="id">Its name.</param>
    public static string SavedReport(string id) => "./reports/" + Uri.EscapeDataString(id);

    /// <summary>A report that was put together as a file.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="ending"><c>html</c> or <c>md</c>.</param>
    public static string SavedReportFile(string id, string ending) => $"./export/reports/{Uri.EscapeDataString(id)}.{ending}";

    /// <summary>Up to six configurations as columns.</summary>
    /// <param name="of">Ids of the configurations, the first is what the others are compared with.</param>
    /// <param name="rule">Inference rule, default each run's own.</param>
    /// <param name="page">Page of the list, from 1.</param>
    public static string CompareColumns(IEnumerable<string>? of = null, string? rule = null, int page = 1) =>
        With("./compare/columns", ("of", of is null ? null : string.Join(',', of)), ("rule", rule),
            ("page", page <= 1 ? null : Text(page)));

    /// <summary>All objectives.</summary>
    public static string Objectives() => "./objectives";

    /// <summary>The card of an objective.</summary>
    /// <param name="key">Key, such as proxy-anchor.</param>
    public static string Objective(string key) => "./objectives/" + Uri.EscapeDataString(key);

    /// <summary>A run.</summary>
    /// <param name="rule">Inference rule, default the run's own.</param>
    public static string Run(string id, string? rule = null) => With("./runs/" + Uri.EscapeDataString(id), ("rule", rule));

    /// <summary>Texts of a run.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="rule">Inference rule.</param>
    /// <param name="gold">Label number, or null for all.</param>
    /// <param name="predicted">Predicted label number, or null for all.</param>
    /// <param name="page">Page from 1.</param>
    public static string Texts(string id, string? rule = null, int? gold = null, int? predicted = null, int page = 1) =>
        With("./runs/" + Uri.EscapeDataString(id) + "/texts", ("rule", rule), ("gold", gold?.ToString(CultureInfo.InvariantCulture)),
            ("predicted", predicted?.ToString(CultureInfo.InvariantCulture)),
                ("page", page <= 1 ? null : page.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The space of a run.</summary>
    /// <param name="view">What the reader chose.</param>
    public static string Space(SpaceView view) => With(view.Run is null ? "./space" : "./space/" + Uri.EscapeDataString(view.Run),
        ("with", view.With), ("at", view.At == SpaceView.Moments[0] ? null : view.At),
        ("colour", view.Colour == SpaceView.Colours[0] ? null : view.Colour), ("label", Text(view.Label)),
        ("texts", view.Texts == SpaceView.Kinds[0] ? null : view.Texts), ("rule", view.Rule), ("group", Text(view.Group)),
        ("in", view.Region?.ToString()), ("panel", view.Panel == 0 || view.Region is null ? null : Number(view.Panel)),
        ("page", view.Page <= 1 ? null : Number(view.Page)));

    /// <summary>Finder of explained texts.</summary>
    /// <param name="filter">Words that must occur in the text.</param>
    /// <param name="show">What to show, default all.</param>
    /// <param name="page">Page from 1.</param>
    /// <param name="dataset">Dataset, null for all.</param>
    /// <param name="noted">What readers marked: starred, noted or tag:NAME; null for all.</param>
    public static string Explain(string? filter = null, string? show = null, int page = 1, string? dataset = null,
        string? noted = null) =>
        With("./explain", ("q", filter), ("show", show == "all" ? null : show), ("dataset", dataset), ("noted", noted),
            ("page", page <= 1 ? null : Number(page)));

    /// <summary>An explained text.</summary>
    /// <param name="text">Id of the text.</param>
    /// <param name="runs">Ids of the runs, null for all.</param>
    /// <param name="target">Explained quantity, default log-odds.</param>
    /// <param name="filter">Filter of the list one came from.</param>
    /// <param name="show">What the list one came from shows.</param>
    /// <param name="from">Address of the list one came from when it is not the finder's.</param>
    /// <param name="dataset">Dataset of the text.</param>
    public static string ExplainText(string text, IEnumerable<string>? runs = null, string? target = null, string? filter = null,
        string? show = null, string? from = null, string? dataset = null) =>
        ExplainText(new ExplainView
        {
            Text = text,
            Runs = runs?.ToArray(),
            Target = target,
            Filter = filter,
            Show = show,
            From = from,
            In = dataset
        });

    /// <summary>An explained text.</summary>
    /// <param name="view">What the reader chose.</param>
    public static string ExplainText(ExplainView view)
    {
        // Only a dataset with a mark has a namesake whose texts could have the same ids.
        return With("./explain/" + Uri.EscapeDataString(view.Text),
            ("in", view.In?.Contains('@', StringComparison.Ordinal) == true ? view.In : null),
            ("runs", view.Runs is null ? null : string.Join(',', view.Runs)),
            ("rows", view.Rows == "runs" ? null : view.Rows), ("method", view.Method), ("target", view.Target),
                ("label", view.Label is { } label ? Number(label) : null),
            ("scale", view.Scale == "view" ? null : view.Scale), ("word", view.Word is { } word ? Number(word) : null),
            ("q", view.Filter), ("show", view.Show == "all" ? null : view.Show), ("dataset", view.Dataset),
            ("from", LocalAddress.Rooted(view.From)));
    }

    /// <summary>The rows of an explained text as a file; what only leads through lists is left out.</summary>
    /// <param name="view">What is shown.</param>
    /// <param name="kind"><c>svg</c> or <c>jsonl</c>.</param>
    public static string ExplainFile(ExplainView view, string kind)
    {
        return Export(ExplainText(view with { Word = null, Filter = null, Show = null, Dataset = null, From = null }),
            $"explain/{Uri.EscapeDataString(view.Text)}.{kind}");
    }

    /// <summary>Importance of words over all explained texts.</summary>
    /// <param name="dataset">Dataset, null for the first.</param>
    /// <param name="loss">Loss, null for all.</param>
    /// <param name="method">Method with its variant, null for the first.</param>
    /// <param name="label">Label number, null for all.</param>
    /// <param name="page">Page from 1.</param>
    public static string Words(string? dataset = null, string? loss = null, string? method = null, int? label = null, int page = 1) =>
        With("./words", ("dataset", dataset), ("loss", loss), ("method", method), ("label", label is { } l ? Number(l) : null),
            ("page", page <= 1 ? null : Number(page)));

    /// <summary>A text of one's own.</summary>
    /// <param name="run">Id of the run that reads it.</param>
    /// <param name="why">Method that explains, null for the prediction alone.</param>
    /// <param name="target">Explained quantity, default log-odds.</param>
    /// <param name="pair">Second text, for a run on pairs.</param>
    public static string Try(string? run = null, string? text = null, string? why = null, string? target = null, string? pair = null) =>
        With("./try", ("run", run), ("text", text), ("pair", pair), ("why", why), ("target", target));

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Transfer of frozen embeddings.</summary>
    /// <param name="by">Task that the encoders are sorted by, default the mean.</param>
    public static string Transfer(string? by = null) => With("./transfer", ("by", by));

    /// <summary>Transfer of one encoder.</summary>
    /// <param name="id">Id of the result.</param>
    /// <param name="task">Task that the link is about.</param>
    public static string TransferOf(string id, string? task = null) =>
        With("./transfer/" + Uri.EscapeDataString(id), ("task", task)) + (task is null ? "" : "#" + Uri.EscapeDataString(task));

    /// <summary>Train on one dataset, test on another.</summary>
    /// <param name="metric">Metric, default accuracy.</param>
    /// <param name="loss">Loss, null for the first.</param>
    /// <param name="shots">Training texts, null for the largest.</param>
    /// <param name="encoder">Encoder, null for the one with most runs.</param>
    public static string Cross(string? metric = null, string? loss = null, int? shots = null, string? encoder = null) =>
        With("./transfer/cross", ("metric", metric == "accuracy" ? null : metric), ("loss", loss),
            ("shots", shots?.ToString(CultureInfo.InvariantCulture)), ("encoder", encoder));

    private static string With(string path, params (string Name, string? Value)[] parameters)
    {
        var set = parameters.Where(p => !string.IsNullOrEmpty(p.Value))
            .Select(p => $"{p.Name}={Escaped(p.Value!)}").ToArray();
        return set.Length == 0 ? path : path + "?" + string.Join('&', set);
    }

    /// <summary>A value as it stands in a query; commas, which need no other form there, stay.</summary>
    public static string Escaped(string value) => Uri.EscapeDataString(value).Replace("%2C", ",", StringComparison.Ordinal);
}
