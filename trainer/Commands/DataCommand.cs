using System.Globalization;
using System.CommandLine;
using DmlStudio.Commands;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer data</c>: what is understood of a person's table, before anything is trained.</summary>
internal static class DataCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Tables (.csv, .tsv, .jsonl, .json, .parquet, also packed as .gz), or datasets by name",
            Arity = ArgumentArity.OneOrMore
        };
        var first = new Option<int>("--rows") { Description = "Texts that are shown of each (default 5)", DefaultValueFactory = _ => 5 };
        var data = new Option<string?>("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        var command = new Command("data",
            "Says what is understood of a table: encoding, separator, columns, labels, copies, what is left out; shows its first texts "
                + "and what in it is probably not meant. Trains nothing.") { files,
            first };
        var table = new TableFlags(command);
        command.Add(data);
        command.Add(json);
        command.SetAction(parsed =>
        {
            var reporter = new Reporter(parsed.GetValue(json));
            var most = parsed.GetValue(first);
            if (most < 0)
            {
                throw new InvalidDataException(FormattableString.Invariant($"--rows is {most}; expected a whole number from 0."));
            }
            foreach (var file in parsed.GetValue(files)!)
            {
                var corpus = DatasetTable.Read(file, DataFolders.Default(parsed.GetValue(data)), table.Columns(parsed), CorpusUse.Test);
                if (corpus.Reading is null) { Known(corpus, reporter); }
                TableLines.Tell(corpus.Reading, reporter);
                foreach (var text in corpus.Texts.Take(most))
                {
                    var label = corpus.Labels[text.Label];
                    reporter.Tell("text", $"  {Shown.Of(label, 24),-24}  "
                        + $"{Shown.Of(text.Text, 100)}{(text.Pair is null ? "" : "  |  " + Shown.Of(text.Pair, 100))}", ("label", label),
                            ("text", text.Text), ("pair", text.Pair));
                }
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Known(Corpus corpus, Reporter reporter)
    {
        LabelCount[] labels = [.. corpus.Texts.CountBy(t => t.Label).OrderBy(l => l.Key)
            .Select(l => new LabelCount(corpus.Labels[l.Key], l.Value))];
        reporter.Tell("dataset",
            string.Create(CultureInfo.InvariantCulture,
                $"{corpus.Name}: {corpus.PoolCount} texts, {corpus.Texts.Count - corpus.PoolCount} of an official test part; "
                    + $"{labels.Length} labels: "
                        + $"{Shown.List([.. labels.Select(l => FormattableString.Invariant($"{l.Label} {l.Count}"))])}; "
                            + $"{corpus.DuplicatesInPool().Count} copies."),
            ("dataset", corpus.Name), ("texts", corpus.PoolCount), ("test", corpus.Texts.Count - corpus.PoolCount),
                ("labels", labels.Select(l => new { label = l.Label, count = l.Count })));
    }
}
