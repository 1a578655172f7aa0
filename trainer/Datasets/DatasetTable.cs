using DmlStudio.Files;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Trainer.Datasets;

/// <summary>The datasets that have a name, and how a name or path becomes a corpus.</summary>
internal static class DatasetTable
{
    private sealed record Known(string Title, string Needs, Func<DataFolders, Corpus> Read);

    private static readonly SortedDictionary<string, Known> Names = new(StringComparer.Ordinal)
    {
        ["support"] = new("Help-desk messages, 6 intents (embedded)", "", f => Embedded("support", f)),
        ["desk"] = new("Lines of a local news desk, 8 pages (embedded)", "", f => Embedded("desk", f)),
        ["reviews"] = new("Everyday reviews, 2 labels (embedded)", "", f => Embedded("reviews", f)),
        ["cr"] = new("Customer reviews, 2 labels", "senteval/CR", f => SentEvalDataset.Cr(f.SentEval)),
        ["mr"] = new("Movie reviews, 2 labels", "senteval/MR", f => SentEvalDataset.Mr(f.SentEval)),
        ["mpqa"] = new("Opinion phrases, 2 labels", "senteval/MPQA", f => SentEvalDataset.Mpqa(f.SentEval)),
        ["subj"] = new("Subjectivity, 2 labels", "senteval/SUBJ", f => SentEvalDataset.Subj(f.SentEval)),
        ["trec"] = new("Question types, 6 labels", "senteval/TREC", f => SentEvalDataset.Trec(f.SentEval)),
        ["sst2"] = new("Stanford sentiment, 2 labels", "senteval/SST/binary", f => SentEvalDataset.Sst2(f.SentEval)),
        ["sst5"] = new("Stanford sentiment, 5 labels", "senteval/SST/fine", f => SentEvalDataset.Sst5(f.SentEval)),
        ["mrpc"] = new("Paraphrase pairs, 2 labels", "senteval/MRPC", f => SentEvalDataset.Mrpc(f.SentEval)),
        ["banking77"] = new("Banking intents, 77 labels", "intents/BANKING77",
            f => IntentDataset.Read("banking77", Path.Combine(f.Data, "intents", "BANKING77"))),
        ["snips"] = new("Voice-assistant intents, 7 labels", "intents/SNIPS",
            f => IntentDataset.Read("snips", Path.Combine(f.Data, "intents", "SNIPS"))),
        ["dynasent"] = new("DynaSent rounds 1 and 2, 3 labels", "dynasent",
            f => DynaSentDataset.Read("dynasent", Path.Combine(f.Data, "dynasent"), 1, 2)),
        ["dynasent-r1"] = new("DynaSent round 1 (reviews), 3 labels", "dynasent",
            f => DynaSentDataset.Read("dynasent-r1", Path.Combine(f.Data, "dynasent"), 1)),
        ["dynasent-r2"] = new("DynaSent round 2 (adversarial), 3 labels", "dynasent",
            f => DynaSentDataset.Read("dynasent-r2", Path.Combine(f.Data, "dynasent"), 2)),
        ["sick"] = new("SICK pairs by entailment, 3 labels", "sick", f => PairTable.Read("sick", f).Labelled()),
        ["sick-graded"] = new("SICK pairs with their relatedness", "sick", f => PairTable.Read("sick", f).Graded()),
        ["stsb"] = new("STS benchmark pairs, alike or different", "stsbenchmark", f => PairTable.Read("stsb", f).Labelled()),
        ["stsb-graded"] = new("STS benchmark pairs with their similarity", "stsbenchmark", f => PairTable.Read("stsb", f).Graded()),
    };

    /// <summary>Name, title and needed folder (below the data folder; empty for embedded) of each known dataset.</summary>
    public static IEnumerable<(string Name, string Title, string Needs)> All =>
        Names.Select(n => (n.Key, n.Value.Title, n.Value.Needs));

    /// <summary>The corpus of a known name, or of a table, or of an intent folder.</summary>
    /// <param name="nameOrPath">Known name or path.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="columns">Columns of a table.</param>
    /// <param name="use">What for.</param>
    /// <exception cref="InvalidDataException">Neither a known name nor a readable path, or its content is wrong.</exception>
    public static Corpus Read(string nameOrPath, DataFolders folders, TableColumns columns, CorpusUse use = CorpusUse.Train)
    {
        if (Names.TryGetValue(nameOrPath, out var known))
        {
            var needed = known.Needs.Length == 0 ? null : Path.Combine(folders.Data, known.Needs);
            return needed is null || Directory.Exists(needed)
                ? known.Read(folders)
                : throw new InvalidDataException($"Dataset {nameOrPath} needs the folder {needed}, which is not there. Put it "
                    + "there, or name the folder that holds it with --data or DMLSTUDIO_DATA.");
        }
        if (File.Exists(nameOrPath) && TableDataset.Recognises(nameOrPath))
        {
            return TableDataset.Read(DatasetName.Of(nameOrPath), nameOrPath, columns, use);
        }
        if (Directory.Exists(nameOrPath) && IntentDataset.Recognises(nameOrPath))
        {
            return IntentDataset.Read(DatasetName.Of(nameOrPath), nameOrPath, use);
        }
        throw new InvalidDataException(Refusal(nameOrPath));
    }

    private static string Refusal(string nameOrPath)
    {
        if (File.Exists(nameOrPath))
        {
            return $"{nameOrPath} is no table by its name; expected {TableFormats.Expected}. {Advice(nameOrPath)}";
        }
        if (Directory.Exists(nameOrPath))
        {
            return TableFolder.Refusal(nameOrPath,
                $"a table ({TableFormats.Expected}), or a folder of intents with train/seq.in and train/label");
        }
        return TableDataset.Recognises(nameOrPath) ? $"There is no file {nameOrPath}. Name an existing one."
            : $"Dataset \"{nameOrPath}\" is neither a known name nor a file that can be read; expected "
                + $"{string.Join(", ", Names.Keys)}, or a file: {TableFormats.Expected}.";
    }

    private static string Advice(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".xlsx" or ".xls" or ".xlsm" or ".ods" => "Save the sheet as CSV UTF-8.",
        ".zip" or ".bz2" or ".xz" or ".zst" or ".7z" or ".tar" or ".tgz" => "Unpack it; gzip alone is read packed.",
        ".arrow" or ".feather" or ".pkl" or ".pickle" or ".npy" or ".npz" or ".h5" or ".sav" or ".rds"
            or ".db" => "Save it as Parquet or CSV.",
        _ => "If it is a table, name it so: .tsv where tabs separate, .csv otherwise.",
    };

    private static Corpus Embedded(string name, DataFolders folders)
    {
        var path = Path.Combine(folders.Embedded, name, "texts.tsv");
        return TableDataset.Read(name, path, new TableColumns(), own: false);
    }
}
