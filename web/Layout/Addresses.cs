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
    public static string Explain(string? filter = null, string? show = null, int page = 1) =>
        With("/explain", ("q", filter), ("show", show == "all" ? null : show), ("page", page <= 1 ? null : page.ToString(CultureInfo.InvariantCulture)));

    /// <summary>An explained text.</summary>
    /// <param name="text">Id of the text.</param>
    /// <param name="runs">Ids of the runs, null for all.</param>
    /// <param name="target">Explained quantity, default log-odds.</param>
    /// <param name="filter">Filter of the list one came from.</param>
    /// <param name="show">What the list one came from shows.</param>
    public static string ExplainText(string text, IEnumerable<string>? runs = null, string? target = null, string? filter = null, string? show = null) =>
        With("/explain/" + Uri.EscapeDataString(text), ("runs", runs is null ? null : string.Join(',', runs)), ("target", target),
            ("q", filter), ("show", show == "all" ? null : show));

    private static string With(string path, params (string Name, string? Value)[] parameters)
    {
        var set = parameters.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToArray();
        return set.Length == 0 ? path : path + "?" + string.Join('&', set);
    }
}
