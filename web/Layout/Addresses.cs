using System.Globalization;

namespace DmlStudio.Web.Layout;

/// <summary>Builds every link; parameters that have their default are left out.</summary>
public static class Addresses
{
    /// <summary>Results.</summary>
    /// <param name="metric">Metric, default accuracy.</param>
    /// <param name="baseline">Loss that the others are compared with, default cce.</param>
    /// <param name="shots">Training texts, null for the only or largest.</param>
    /// <param name="encoder">Encoder, null for the only or first.</param>
    /// <param name="rule">Inference rule, default each run's own.</param>
    public static string Results(string? metric = null, string? baseline = null, int? shots = null, string? encoder = null, string? rule = null) =>
        With("/", ("metric", metric), ("baseline", baseline), ("shots", shots?.ToString(CultureInfo.InvariantCulture)), ("encoder", encoder), ("rule", rule));

    /// <summary>Runs.</summary>
    /// <param name="filter">Words that must occur in a run's names.</param>
    /// <param name="configuration">Id of a configuration.</param>
    /// <param name="page">Page from 1.</param>
    public static string Runs(string? filter = null, string? configuration = null, int page = 1) =>
        With("/runs", ("q", filter), ("configuration", configuration), ("page", page <= 1 ? null : page.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A run.</summary>
    /// <param name="id">Id.</param>
    /// <param name="rule">Inference rule, default the run's own.</param>
    public static string Run(string id, string? rule = null) => With("/runs/" + Uri.EscapeDataString(id), ("rule", rule));

    /// <summary>Texts of a run.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="rule">Inference rule.</param>
    /// <param name="gold">Label number, or null for all.</param>
    /// <param name="predicted">Predicted label number, or null for all.</param>
    /// <param name="page">Page from 1.</param>
    public static string Texts(string id, string? rule = null, int? gold = null, int? predicted = null, int page = 1) =>
        With("/runs/" + Uri.EscapeDataString(id) + "/texts", ("rule", rule), ("gold", gold?.ToString(CultureInfo.InvariantCulture)),
            ("predicted", predicted?.ToString(CultureInfo.InvariantCulture)), ("page", page <= 1 ? null : page.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Finder of explained texts.</summary>
    /// <param name="filter">Words that must occur in the text.</param>
    /// <param name="show">What to show, default all.</param>
    /// <param name="page">Page from 1.</param>
    /// <param name="dataset">Dataset, null for all.</param>
    public static string Explain(string? filter = null, string? show = null, int page = 1, string? dataset = null) =>
        With("/explain", ("q", filter), ("show", show == "all" ? null : show), ("dataset", dataset), ("page", page <= 1 ? null : Number(page)));

    /// <summary>An explained text.</summary>
    /// <param name="text">Id of the text.</param>
    /// <param name="runs">Ids of the runs, null for all.</param>
    /// <param name="target">Explained quantity, default log-odds.</param>
    /// <param name="filter">Filter of the list one came from.</param>
    /// <param name="show">What the list one came from shows.</param>
    /// <param name="from">Address of the list one came from when it is not the finder's.</param>
    public static string ExplainText(string text, IEnumerable<string>? runs = null, string? target = null, string? filter = null, string? show = null, string? from = null) =>
        ExplainText(new ExplainView { Text = text, Runs = runs?.ToArray(), Target = target, Filter = filter, Show = show, From = from });

    /// <summary>An explained text.</summary>
    /// <param name="view">What the reader chose.</param>
    public static string ExplainText(ExplainView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return With("/explain/" + Uri.EscapeDataString(view.Text), ("runs", view.Runs is null ? null : string.Join(',', view.Runs)),
            ("rows", view.Rows == "runs" ? null : view.Rows), ("method", view.Method), ("target", view.Target), ("label", view.Label is { } label ? Number(label) : null),
            ("scale", view.Scale == "view" ? null : view.Scale), ("word", view.Word is { } word ? Number(word) : null),
            ("q", view.Filter), ("show", view.Show == "all" ? null : view.Show), ("dataset", view.Dataset), ("from", view.From));
    }

    /// <summary>Importance of words over all explained texts.</summary>
    /// <param name="dataset">Dataset, null for the first.</param>
    /// <param name="loss">Loss, null for all.</param>
    /// <param name="method">Method with its variant, null for the first.</param>
    /// <param name="label">Label number, null for all.</param>
    /// <param name="page">Page from 1.</param>
    public static string Words(string? dataset = null, string? loss = null, string? method = null, int? label = null, int page = 1) =>
        With("/words", ("dataset", dataset), ("loss", loss), ("method", method), ("label", label is { } l ? Number(l) : null), ("page", page <= 1 ? null : Number(page)));

    /// <summary>A text of one's own.</summary>
    /// <param name="run">Id of the run that reads it.</param>
    /// <param name="text">Text.</param>
    /// <param name="why">Method that explains, null for the prediction alone.</param>
    /// <param name="target">Explained quantity, default log-odds.</param>
    public static string Try(string? run = null, string? text = null, string? why = null, string? target = null) =>
        With("/try", ("run", run), ("text", text), ("why", why), ("target", target));

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static string With(string path, params (string Name, string? Value)[] parameters)
    {
        var set = parameters.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToArray();
        return set.Length == 0 ? path : path + "?" + string.Join('&', set);
    }
}
