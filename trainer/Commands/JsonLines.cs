using System.Text;
using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Commands;

/// <summary>Explanations as JSON lines with their tokens. A word's weight is shared equally by its tokens, so sums are kept.</summary>
internal static class JsonLines
{
    /// <summary>Writes a file.</summary>
    /// <returns>Number of lines.</returns>
    public static int Write(string path, RunModel run, IReadOnlyList<Explanation> explanations)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) { Directory.CreateDirectory(folder); }
        using var file = new StreamWriter(path, false, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var e in explanations) { file.WriteLine(Line(run, e)); }
        return explanations.Count;
    }

    private static string Line(RunModel run, Explanation e)
    {
        var corpus = run.Cell.Corpus;
        var record = e.OwnText is null ? corpus.Source.Texts[e.TextIndex] : null;
        var text = e.OwnText ?? record!.Text;
        var tokens = e.OwnText is null ? corpus.Tokens.Of(e.TextIndex) : corpus.Tokens.Of(text, null);
        var owner = WordSpans.WordOfToken(tokens, [.. e.Words.Select(w => (w.Start, w.End))]);
        var count = owner.Where(o => o >= 0).GroupBy(o => o).ToDictionary(g => g.Key, g => g.Count());
        var predictions = run.Details.Predictions;
        var place = e.OwnText is null ? Array.IndexOf(predictions.TextIndex, e.TextIndex) : -1;
        var classes = run.Run.Labels.Count;
        return ExplanationJson.Line(run.Run, e, text, record, place < 0
            ? null
            : predictions.Rule(run.Run.MainRule)?.Probabilities[(place * classes)..((place + 1) * classes)],
            (tokens.Ids, [.. owner.Select(o => o < 0 ? 0 : (e.Words[o].Weight ?? 0) / count[o])]));
    }
}
