using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Reports;

/// <summary>Makes a report: the pages of an experiment one below another, then the tests behind the gains, the settings
/// and the commands.</summary>
/// <param name="store">The whole store.</param>
/// <param name="experiment">Experiment, or null for all runs.</param>
/// <param name="texts">Explained texts of each dataset; 0 leaves all texts out.</param>
public sealed class ReportMaker(RunStore store, string? experiment, int texts)
{
    /// <summary>Explained texts of a dataset unless told otherwise.</summary>
    public const int Texts = 2;

    /// <summary>Encoders and numbers of training texts that have a matrix of their own; a report of more is no report.</summary>
    private const int MostMatrices = 12;

    /// <summary>Makes it.</summary>
    /// <exception cref="InvalidDataException">There is no finished run to tell of.</exception>
    public async Task<Report> Make()
    {
        // The pages see the runs of the experiment alone, so that reliability, too, is that of the experiment.
        var part = store.Within(new StoreScope { Experiment = experiment });
        // All pages are answered from one look at the folder.
        using var watch = new StoreWatch(part, TimeProvider.System);
        var done = part.Runs().Where(r => r.Status == RunStatus.Done).ToArray();
        if (done.Length == 0) { throw new InvalidDataException(Lacking()); }
        var printer = new PagePrinter(new RunShelf(part), watch);
        List<ReportSection> sections =
        [
            .. await Results(printer, done, new NoteStore(part).Pinned), .. await Reliability(printer, done), .. await Explained(printer),
            new ReportSettings(part, done).Section(),
        ];
        var version = DataVersion.Of(done);
        return new Report(experiment is null ? $"All runs of {Path.GetFileName(store.Root)}" : $"Experiment {experiment}",
            sections[0].Finding, version, Facts(done, version), sections);
    }

    private string Lacking()
    {
        string[] known = [.. store.Runs().Where(r => r.Status == RunStatus.Done).Select(r => r.Experiment).Distinct()
            .Order(StringComparer.Ordinal)];
        return experiment is null || known.Length == 0
            ? $"There is no finished run in {store.ShownRoot}; a report tells of finished runs. \"trainer quickstart\" makes some."
            : $"There is no finished run of an experiment \"{experiment}\" in {store.ShownRoot}; "
                + $"expected one of {string.Join(", ", known)}.";
    }

    private static async Task<IReadOnlyList<ReportSection>> Results(PagePrinter printer, RunSummary[] done, string? pinned)
    {
        var sections = new List<ReportSection>();
        var matrices = done.GroupBy(r => (r.Encoder, r.Shots)).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key.Shots)
            .ThenBy(g => g.Key.Encoder, StringComparer.Ordinal).Take(MostMatrices).ToArray();
        foreach (var (matrix, i) in matrices.Select((m, i) => (m, i)))
        {
            var (encoder, shots) = matrix.Key;
            var query = new ResultsQuery("accuracy", null, shots, encoder, null) { Pinned = pinned };
            var answer = query.Ask(printer.Store);
            if (matrix.All(r => r.Loss != answer.Baseline))
            {
                answer = (query with { Baseline = matrix.Select(r => r.Loss).Order(StringComparer.Ordinal).First() }).Ask(printer.Store);
            }
            // The page is told the same baseline, so that headline and tables are of one.
            var page = await printer.Print(Addresses.Results(baseline: answer.Baseline, shots: shots, encoder: encoder,
                pinned: pinned is not null));
            var (name, of) = (i == 0 ? "results" : FormattableString.Invariant($"results-{i + 1}"),
                matrices.Length == 1 ? "" : FormattableString.Invariant($", {shots} training texts, {encoder}"));
            var section = ReportSection.Of(name, "Results" + of, page);
            sections.Add(section with
            {
                Tables = [new PrintedTable(answer.Metric.Title, ResultsExport.Matrix(answer)), .. section.Tables],
                Numbers = ResultsExport.Cells(answer),
            });
            sections.Add(PairedTests.Section(name.Replace("results", "tests", StringComparison.Ordinal), "Paired tests" + of, answer));
        }
        return sections;
    }

    private static async Task<IReadOnlyList<ReportSection>> Reliability(PagePrinter printer, RunSummary[] done)
    {
        var sections = new List<ReportSection>();
        foreach (var (dataset, i) in done.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal).Select((d, i) => (d, i + 1)))
        {
            foreach (var (tab, title) in ReliabilityView.Tabs.Where(t => t.Key is "calibration" or "deciles").Reverse())
            {
                var page = await printer.Print(new ReliabilityView { Tab = tab, Dataset = dataset }.Address);
                sections.Add(ReportSection.Of(FormattableString.Invariant($"{tab}-{i}"), $"{title}, {dataset}", page));
            }
        }
        return sections;
    }

    private async Task<IReadOnlyList<ReportSection>> Explained(PagePrinter printer)
    {
        var sections = new List<ReportSection>();
        if (texts == 0) { return sections; }
        var all = new[] { "disagreements", "wrong", null }.SelectMany(s => new ExplainedTextsQuery(null, s).All(printer.Store));
        foreach (var of in all.DistinctBy(t => (t.Dataset, t.Text.Id)).GroupBy(t => t.Dataset).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var text in of.Take(texts))
            {
                var page = await printer.Print(Addresses.ExplainText(text.Text.Id, dataset: text.Dataset));
                sections.Add(ReportSection.Of(FormattableString.Invariant($"text-{sections.Count + 1}"),
                    $"An explained text of {text.Dataset}", page));
            }
        }
        return sections;
    }

    private IReadOnlyList<(string, string)> Facts(RunSummary[] done, DataVersion version) =>
    [
        ("Runs", FormattableString.Invariant($"{done.Length} finished, ")
            + $"{Num.Count(done.Select(r => r.Configuration).Distinct().Count(), "configuration")}, "
            + Num.Count(done.Select(r => r.Dataset).Distinct().Count(), "dataset")),
        ("Data version", $"{version.Name}, last run {Num.Moment(version.Until)}"),
        ("Made by", $"DmlStudio {ProductVersion.Text}"),
        ("Made again by", "dotnet run -c Release --project trainer -- report"
            + (experiment is null ? "" : $" \"{experiment}\"")
            + (texts == Texts ? "" : FormattableString.Invariant($" --texts {texts}"))),
    ];
}
