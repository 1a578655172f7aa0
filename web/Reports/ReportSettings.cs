using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Reports;

/// <summary>With what the runs of a report were made: configurations, settings, versions, commands.</summary>
/// <param name="store">Store that holds them.</param>
/// <param name="done">The finished runs.</param>
internal sealed class ReportSettings(RunStore store, IReadOnlyList<RunSummary> done)
{
    // What differs between the runs of one configuration says nothing of it.
    private static readonly string[] Draws = ["fold", "repetition", "seed"];

    private sealed record Configuration(RunSummary Run, int Runs, RunDetails? Details);

    /// <summary>The part of the report.</summary>
    public ReportSection Section()
    {
        Configuration[] all = [.. done.GroupBy(r => r.Configuration).Select(g => (Run: g.MinBy(r => r.Repetition)!, Runs: g.Count()))
            .OrderBy(c => c.Run.Dataset, StringComparer.Ordinal).ThenBy(c => c.Run.Loss, StringComparer.Ordinal)
            .ThenBy(c => c.Run.Shots).Select(c => new Configuration(c.Run, c.Runs, store.Details(c.Run.Id)))];
        PrintedTable[] tables = [new("Configurations", Configurations(all)), .. Settings(all), new("Commands", Commands(all))];
        var shown = tables.Where(t => t.Rows.Count > 1).ToArray();
        var made = all.Select(c => c.Details is null ? "an unknown version" : ProductVersion.Of(c.Details.Environment)).Distinct()
            .ToArray();
        var finding = $"{Num.Count(all.Length, "configuration")}, {Num.Count(done.Count, "run")}";
        var basis = $"The runs were made by {string.Join(", ", made)}. A configuration is everything that determines a run but fold, "
            + "repetition and seed; its command is that of its first run.";
        return new ReportSection("settings", "Settings", finding, basis,
            $"<div class=\"head\"><h1>{HtmlTable.Text(finding)}</h1><p class=\"basis\">{HtmlTable.Text(basis)}</p></div>"
            + string.Concat(shown.Select(t => $"<h2 class=\"gap\">{HtmlTable.Text(t.Title)}</h2>{HtmlTable.Of(t.Rows, t.Rows[0].Count)}")))
        {
            Tables = shown,
        };
    }

    private static List<IReadOnlyList<string>> Configurations(Configuration[] all) =>
    [
        ["Dataset", "Loss", "Encoder", "Training texts", "Runs", "Held-out texts a run", "Configuration"],
        .. all.Select(c => (IReadOnlyList<string>)[c.Run.Dataset, c.Run.LossTitle, c.Run.Encoder, Whole(c.Run.Shots), Whole(c.Runs),
            Whole(c.Run.TestCount), c.Run.Configuration]),
    ];

    // What all share is said once; the rest by loss, where it is the same for all datasets.
    private static IEnumerable<PrintedTable> Settings(Configuration[] all)
    {
        var values = all.SelectMany(c => (c.Details?.Settings ?? []).Where(s => !Draws.Contains(s.Name))
            .Select(s => (Name: $"{s.Group}, {s.Name}", s.Value, c.Run.LossTitle, c.Run.Dataset, c.Run.Shots))).ToArray();
        var shared = SettingsBeside.Of([.. all.Where(c => c.Details is not null).Select(c => (c.Run, c.Details!.Settings))])
            .Where(l => l.Equal && !Draws.Contains(l.Name)).ToArray();
        var names = shared.Select(l => $"{l.Group}, {l.Name}").ToHashSet(StringComparer.Ordinal);
        yield return new PrintedTable("Settings that all share", [["Setting", "Value"],
            .. shared.Select(l => (IReadOnlyList<string>)[$"{l.Group}, {l.Name}", l.Values.First(v => v is not null)!])]);
        yield return new PrintedTable("Settings that differ", [["Loss", "Setting", "Value", "Where"],
            .. values.Where(v => !names.Contains(v.Name)).GroupBy(v => (v.LossTitle, v.Name, v.Value))
                .OrderBy(g => g.Key.LossTitle, StringComparer.Ordinal).ThenBy(g => g.Key.Name, StringComparer.Ordinal)
                .Select(g => (IReadOnlyList<string>)[g.Key.LossTitle, g.Key.Name, g.Key.Value,
                    g.Count() == all.Count(c => c.Run.LossTitle == g.Key.LossTitle) ? "everywhere"
                        : string.Join("; ", g.Select(v => $"{v.Dataset}, {Num.Count(v.Shots, "text")}").Distinct())])]);
    }

    private static List<IReadOnlyList<string>> Commands(Configuration[] all) =>
    [
        ["Dataset", "Loss", "Command"],
        .. all.Where(c => c.Details is not null)
            .Select(c => (IReadOnlyList<string>)[c.Run.Dataset, c.Run.LossTitle, c.Details!.Command]),
    ];

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
