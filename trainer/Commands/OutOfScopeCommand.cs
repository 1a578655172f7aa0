using System.Globalization;
using System.CommandLine;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer oos</c>: shows stored runs texts that belong to none of their labels.</summary>
internal static class OutOfScopeCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("oos",
            "Shows finished runs texts out of their scope and stores how well each rule's scores tell them from held-out texts.");
        var chosen = new ChosenRuns(command);
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        var table = new TableFlags(command);
        var texts = new Option<string?>("--texts") { Description = "A .txt file with one text a line, or a dataset by name or file" };
        var most = new Option<int>("--most") { Description = "Texts of either side at most (default 500)", DefaultValueFactory = _ => 500 };
        var encoder = new Option<string?>("--encoder") { Description = "Folder of the encoder; default where the runs say" };
        foreach (var option in new Option[] { texts, most, encoder }) { command.Add(option); }
        command.SetAction((parsed, interrupt) =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var limit = parsed.GetValue(most);
            if (limit < 1)
            {
                throw new InvalidDataException(FormattableString.Invariant($"--most is {limit}; expected a whole number from 1."));
            }
            var set = PlainTexts.Read(parsed.GetValue(texts)
                ?? throw new InvalidDataException("No texts are named. Add --texts with a .txt file (one text a line) or a dataset."),
                DataFolders.Default(parsed.GetValue(common.Data)), table.Columns(parsed));
            TableLines.Tell(set.Reading, reporter);
            var runs = chosen.Of(store, parsed);
            if (runs.FirstOrDefault(r => store.Texts(r.Corpus)?.HasPairs == true) is { } pairs)
            {
                throw new InvalidDataException($"Run {pairs.Id} reads the pairs of {pairs.Dataset}, and oos shows single texts, which lie "
                    + "outside of every pair by their form. Leave runs on pairs out.");
            }
            for (var i = 0; i < runs.Count; i++)
            {
                var run = runs[i];
                var what = FormattableString.Invariant(
                    $"[{i + 1}/{runs.Count}] {run.Id} {run.Dataset} {run.Loss} repetition {run.Repetition}");
                using var model = RunModel.Open(store, run.Id, parsed.GetValue(encoder), where.Of(parsed),
                    step => reporter.Moving(FormattableString.Invariant($"{what}  training again, step {step}/{run.Steps}")), interrupt);
                if (model.Warning is { } warning) { reporter.Tell("warning", warning, ("run", run.Id), ("message", warning)); }
                var found = RunOutOfScope.Of(model, set.Outside(model.Cell.Corpus.Source, limit), limit, interrupt);
                using (var writer = store.Claim(run.Id)) { writer.Publish(found); }
                foreach (var score in found.Scores)
                {
                    var apart = Separation.Of([.. score.Inside.Select(v => (double)v)], [.. score.Outside.Select(v => (double)v)]);
                    var few = FewTexts.Are(Math.Min(apart.Inside, apart.Outside));
                    reporter.Tell("oos", string.Create(CultureInfo.InvariantCulture,
                        $"{what}  {score.Rule,-14} {score.Score,-18} AUROC {apart.Auroc:0.000}  FPR at 95 % recall "
                            + $"{100 * apart.FprAt95:0.0} %{(few ? $"; fewer than {FewTexts.Enough} texts" : "")}"),
                        ("run", run.Id), ("rule", score.Rule), ("score", score.Score), ("auroc", apart.Auroc), ("fpr95", apart.FprAt95),
                            ("inside", apart.Inside), ("outside", apart.Outside), ("few", few));
                }
            }
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
