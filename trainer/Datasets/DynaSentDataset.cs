using System.Globalization;
using System.Text.Json;

namespace DmlStudio.Trainer.Datasets;

/// <summary>DynaSent: sentences from reviews (round 1) and written to mislead a model (round 2), ternary sentiment.</summary>
/// <remarks>Potts et al. 2021, arXiv:2012.15349. Sentences without one of the three labels (mixed, or no majority) are left out. The
/// training files of the rounds are taken into the pool where they lie in the folder.</remarks>
internal static class DynaSentDataset
{
    private static readonly string[] Labels = ["negative", "neutral", "positive"];

    /// <summary>Reads the rounds.</summary>
    /// <param name="name">Dataset name.</param>
    /// <param name="folder">Folder with the files of the distribution.</param>
    /// <param name="rounds">Rounds, 1 and 2.</param>
    /// <exception cref="InvalidDataException">A file of a round is missing, or a line is malformed.</exception>
    public static Corpus Read(string name, string folder, params int[] rounds)
    {
        var (pool, test) = (new List<LabelledText>(), new List<LabelledText>());
        foreach (var round in rounds)
        {
            string At(string part) =>
                Path.Combine(folder, FormattableString.Invariant(
                    $"dynasent-v1.1-round0{round}-{(round == 1 ? "yelp" : "dynabench")}-{part}.jsonl"));
            if (!File.Exists(At("dev")))
            {
                throw new InvalidDataException($"{name} needs {At("dev")}, which is not there. Put the files of DynaSent 1.1 there.");
            }
            foreach (var part in new[] { "train", "dev" }.Where(p => File.Exists(At(p)))) { pool.AddRange(Part(At(part))); }
            if (File.Exists(At("test"))) { test.AddRange(Part(At("test"))); }
        }
        return new Corpus(name, Labels, pool, test);
    }

    private static IEnumerable<LabelledText> Part(string path)
    {
        var lines = TextFile.Utf8Lines(path);
        for (var row = 0; row < lines.Length; row++)
        {
            if (lines[row].Length == 0) { continue; }
            (string? Text, int Label) read;
            try
            {
                using var json = JsonDocument.Parse(lines[row]);
                var gold = json.RootElement.GetProperty("gold_label");
                read = (json.RootElement.GetProperty("sentence").GetString(), gold.ValueKind == JsonValueKind.String
                    ? Array.IndexOf(Labels, gold.GetString())
                    : -1);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: row {row + 1} cannot be read ({e.Message}) Expected one object a line with sentence and gold_label."), e);
            }
            if (read.Label >= 0 && !string.IsNullOrWhiteSpace(read.Text))
            {
                yield return new LabelledText(read.Text.Trim(), null, read.Label);
            }
        }
    }
}
