using System.Globalization;

namespace DmlStudio.Trainer.Datasets;

/// <summary>The corpora of graded pairs: SICK, the STS benchmark, STS 2012 to 2016.</summary>
/// <remarks>Marelli et al. 2014; Cer et al. 2017, arXiv:1708.00055; Agirre et al. 2012–2016. Pairs that were never
/// rated are left out.</remarks>
internal static class PairTable
{
    private static readonly string[] Entailment = ["CONTRADICTION", "NEUTRAL", "ENTAILMENT"];

    /// <summary>Name, title and needed folder below the data folder.</summary>
    public static IReadOnlyList<(string Name, string Title, string Needs)> All { get; } =
    [
        ("sick", "SICK, relatedness 1 to 5 and entailment", "sick"),
        ("stsb", "STS benchmark, similarity 0 to 5", "stsbenchmark"),
        .. Enumerable.Range(2012, 5)
            .Select(y => (FormattableString.Invariant($"sts{y % 100}"),
                FormattableString.Invariant($"STS {y}, similarity 0 to 5, test sets alone"), FormattableString.Invariant($"sts/{y}"))),
    ];

    /// <summary>Reads a corpus.</summary>
    /// <param name="name">A name of <see cref="All"/>.</param>
    /// <param name="folders">Where data lies.</param>
    /// <exception cref="InvalidDataException">The name is unknown, the folder is not there, or a line is malformed.</exception>
    public static PairCorpus Read(string name, DataFolders folders)
    {
        var needs = All.FirstOrDefault(a => a.Name == name).Needs
            ?? throw new InvalidDataException(Settings.SettingInfo.Unknown("pair corpus", name, All.Select(a => a.Name)));
        var folder = Path.Combine(folders.Data, needs);
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException(
                $"{name} needs the folder {folder}, which is not there. Put it there, or name the folder that holds it with --data or "
                    + "DMLSTUDIO_DATA.");
        }
        return name switch { "sick" => Sick(folder), "stsb" => Benchmark(folder), _ => Year(name, folder) };
    }

    private static PairCorpus Sick(string folder)
    {
        IReadOnlyList<ScoredPair> Part(string file)
        {
            var path = Path.Combine(folder, file);
            return [.. TextFile.Utf8Lines(path).Select((line, row) => (line, row)).Skip(1).Where(l => l.line.Trim().Length > 0).Select(l =>
            {
                var fields = l.line.Split('\t');
                var label = fields.Length >= 5 ? Array.IndexOf(Entailment, fields[4].Trim().ToUpperInvariant()) : -1;
                return label >= 0 && Score(fields[3], 1, 5) is { } score
                    ? new ScoredPair(fields[1].Trim(), fields[2].Trim(), score, label)
                    : throw Malformed(path, l.row, l.line, "pair, two texts, relatedness 1 to 5 and an entailment label, apart by tabs");
            })];
        }
        return new PairCorpus("sick", 1, 5, Part("SICK_train.txt"), Part("SICK_trial.txt"),
            [KeyValuePair.Create("test", Part("SICK_test_annotated.txt"))]);
    }

    private static PairCorpus Benchmark(string folder)
    {
        IReadOnlyList<ScoredPair> Part(string part)
        {
            var path = Path.Combine(folder, $"sts-{part}.csv");
            return [.. TextFile.Utf8Lines(path).Select((line, row) => (Fields: line.Split('\t'), line, row))
                .Where(l => l.Fields.Length < 5 || l.Fields[4].Trim().Length > 0)
                .Select(l => l.Fields.Length >= 7 && Score(l.Fields[4], 0, 5) is { } score
                    ? new ScoredPair(l.Fields[5].Trim(), l.Fields[6].Trim(), score)
                    : throw Malformed(path, l.row, l.line, "genre, file, year, number, score 0 to 5 and two texts, apart by tabs"))];
        }
        return new PairCorpus("stsb", 0, 5, Part("train"), Part("dev"), [KeyValuePair.Create("test", Part("test"))]);
    }

    private static PairCorpus Year(string name, string folder)
    {
        IReadOnlyList<ScoredPair> Set(string path) =>
            [.. TextFile.Utf8Lines(path).Select((line, row) => (Fields: line.Split('\t'), line, row))
                .Where(l => l.Fields[0].Trim().Length > 0)
                .Select(l => l.Fields.Length >= 3 && Score(l.Fields[0], 0, 5) is { } score
                    ? new ScoredPair(l.Fields[1].Trim(), l.Fields[2].Trim(), score)
                    : throw Malformed(path, l.row, l.line, "score 0 to 5 and two texts, apart by tabs"))];
        var files = Directory.GetFiles(folder, "*.test.tsv").Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0
            ? new PairCorpus(name, 0, 5, [], [],
                [.. files.Select(f => KeyValuePair.Create(Path.GetFileName(f)[..^".test.tsv".Length], Set(f)))])
            : throw new InvalidDataException(
                $"{folder} holds no file *.test.tsv; expected a file for each set of the year. Put them there.");
    }

    private static double? Score(string field, double lowest, double highest) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score >= lowest && score <= highest
            ? score
            : null;

    private static InvalidDataException Malformed(string path, int row, string line, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture,
        $"{path}: row {row + 1} is \"{(line.Length > 60 ? line[..60] + "…" : line)}\", expected {expected}. Check that the file is "
            + $"the one that is distributed."));
}
