using System.Globalization;

namespace DmlStudio.Trainer.Datasets;

/// <summary>The SentEval transfer corpora in the layout they are distributed in.</summary>
/// <remarks>Conneau and Kiela 2018, SentEval; label numbers follow its own code.</remarks>
internal static class SentEvalDataset
{
    private static readonly string[] NegativePositive = ["negative", "positive"];

    /// <summary>Customer reviews, two files of one text a line, latin-1.</summary>
    /// <param name="folder">The folder that holds <c>CR</c>.</param>
    public static Corpus Cr(string folder) =>
        TwoFiles("cr", folder, "CR/custrev.neg", "CR/custrev.pos", NegativePositive);

    /// <summary>Movie reviews, latin-1.</summary>
    /// <param name="folder">The folder that holds <c>MR</c>.</param>
    public static Corpus Mr(string folder) =>
        TwoFiles("mr", folder, "MR/rt-polarity.neg", "MR/rt-polarity.pos", NegativePositive);

    /// <summary>Opinion polarity of short phrases, latin-1.</summary>
    /// <param name="folder">The folder that holds <c>MPQA</c>.</param>
    public static Corpus Mpqa(string folder) =>
        TwoFiles("mpqa", folder, "MPQA/mpqa.neg", "MPQA/mpqa.pos", NegativePositive);

    /// <summary>Subjective and objective sentences, latin-1.</summary>
    /// <param name="folder">The folder that holds <c>SUBJ</c>.</param>
    public static Corpus Subj(string folder) =>
        TwoFiles("subj", folder, "SUBJ/subj.objective", "SUBJ/subj.subjective", ["objective", "subjective"]);

    /// <summary>Questions by the kind of answer, six coarse labels; the official test file is kept apart.</summary>
    /// <param name="folder">The folder that holds <c>TREC</c>.</param>
    public static Corpus Trec(string folder)
    {
        string[] labels = ["ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM"];
        LabelledText[] Read(string name)
        {
            var path = Path.Combine(folder, "TREC", name);
            return [.. TextFile.Latin1Lines(path).Select((line, row) =>
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                var label = colon > 0 ? Array.IndexOf(labels, line[..colon]) : -1;
                if (label < 0 || space < colon)
                {
                    throw Malformed(path, row, line, "COARSE:fine text with COARSE one of " + string.Join(", ", labels));
                }
                return new LabelledText(line[(space + 1)..].Trim(), null, label);
            })];
        }
        return new Corpus("trec", labels, Read("train_5500.label"), Read("TREC_10.label"));
    }

    /// <summary>Stanford sentiment, two labels.</summary>
    /// <param name="folder">The folder that holds <c>SST/binary</c>.</param>
    public static Corpus Sst2(string folder) => Sst("sst2", Path.Combine(folder, "SST", "binary"), NegativePositive);

    /// <summary>Stanford sentiment, five labels.</summary>
    /// <param name="folder">The folder that holds <c>SST/fine</c>.</param>
    public static Corpus Sst5(string folder) => Sst("sst5", Path.Combine(folder, "SST", "fine"),
        ["very negative", "negative", "neutral", "positive", "very positive"]);

    /// <summary>Paraphrase pairs; tab-separated with a header line.</summary>
    /// <param name="folder">The folder that holds <c>MRPC</c>.</param>
    public static Corpus Mrpc(string folder)
    {
        LabelledText[] Read(string name)
        {
            var path = Path.Combine(folder, "MRPC", name);
            return [.. TextFile.Utf8Lines(path).Skip(1).Select((line, row) =>
            {
                var fields = line.Split('\t');
                if (fields.Length != 5 || fields[0] is not ("0" or "1"))
                {
                    throw Malformed(path, row + 1, line, "five tab-separated fields, the first 0 or 1");
                }
                return new LabelledText(fields[3].Trim(), fields[4].Trim(), fields[0] == "1" ? 1 : 0);
            })];
        }
        return new Corpus("mrpc", ["different", "paraphrase"], Read("msr_paraphrase_train.txt"),
            Read("msr_paraphrase_test.txt"));
    }

    private static Corpus TwoFiles(string name, string folder, string first, string second, string[] labels)
    {
        IEnumerable<LabelledText> Read(string file, int label) =>
            TextFile.Latin1Lines(Path.Combine(folder, file)).Select(l => l.Trim()).Where(l => l.Length > 0)
                .Select(l => new LabelledText(l, null, label));
        return new Corpus(name, labels, [.. Read(first, 0), .. Read(second, 1)]);
    }

    /// <summary>Stanford sentiment in its three official parts.</summary>
    /// <param name="folder">The folder that holds <c>SST</c>.</param>
    /// <param name="fine">Five labels, else two.</param>
    public static (LabelledText[] Train, LabelledText[] Dev, LabelledText[] Test) SstParts(string folder, bool fine) =>
        SstParts(Path.Combine(folder, "SST", fine ? "fine" : "binary"), fine ? 5 : 2);

    private static Corpus Sst(string name, string folder, string[] labels)
    {
        var (train, dev, test) = SstParts(folder, labels.Length);
        return new Corpus(name, labels, train, [.. dev, .. test]);
    }

    private static (LabelledText[] Train, LabelledText[] Dev, LabelledText[] Test) SstParts(string folder, int labels)
    {
        LabelledText[] Read(string file)
        {
            var path = Path.Combine(folder, file);
            return [.. TextFile.Utf8Lines(path).Select((line, row) =>
            {
                var tab = line.LastIndexOf('\t');
                if (tab < 0 || !int.TryParse(line[(tab + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                    || label >= labels)
                {
                    throw Malformed(path, row, line, string.Create(CultureInfo.InvariantCulture,
                        $"text, tab, label 0 to {labels - 1}"));
                }
                return new LabelledText(line[..tab].Trim(), null, label);
            })];
        }
        return (Read("sentiment-train"), Read("sentiment-dev"), Read("sentiment-test"));
    }

    private static InvalidDataException Malformed(string path, int row, string line, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"{path}: row {row + 1} is \"{(line.Length > 60 ? line[..60] + "…" : line)}\", expected {expected}. "
            + $"Check that the file is the one SentEval distributes."));
}
