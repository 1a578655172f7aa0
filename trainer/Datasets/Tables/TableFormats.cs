using DmlStudio.Files;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Which format a file name means.</summary>
internal static class TableFormats
{
    /// <summary>The names that are read, for messages.</summary>
    public const string Expected = ".csv, .tsv, .jsonl, .json or .parquet, also packed as .gz";

    private static readonly Dictionary<string, TableFormat> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = TableFormat.Csv,
        [".tsv"] = TableFormat.Tsv,
        [".tab"] = TableFormat.Tsv,
        [".jsonl"] = TableFormat.Json,
        [".ndjson"] = TableFormat.Json,
        [".json"] = TableFormat.Json,
        [".parquet"] = TableFormat.Parquet,
    };

    /// <summary>The format that a name means, or null.</summary>
    /// <param name="path">A path.</param>
    public static TableFormat? Of(string path) =>
        Extensions.TryGetValue(Path.GetExtension(DatasetName.Unpacked(path)), out var format) ? format : null;
}
