using System.Text;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary>Explanations as JSON lines with the fields of Thermostat (dataset, model, explainer, idx, input_ids, attributions, label,
/// predictions), and the words they came from. A word's weight is shared equally by its tokens, so sums are kept.</summary>
/// <remarks>Feldhus et al. 2021, arXiv:2108.13961.</remarks>
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
        var text = e.OwnText ?? corpus.Corpus.Texts[e.TextIndex].Text;
        var tokens = e.OwnText is null ? corpus[e.TextIndex] : corpus.Encode(text, null);
        var owner = WordSpans.WordOfToken(tokens, [.. e.Words.Select(w => (w.Start, w.End))]);
        var count = owner.Where(o => o >= 0).GroupBy(o => o).ToDictionary(g => g.Key, g => g.Count());
        var predictions = run.Details.Predictions;
        var place = e.OwnText is null ? Array.IndexOf(predictions.TextIndex, e.TextIndex) : -1;
        var classes = run.Run.Labels.Count;
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["dataset"] = new { name = run.Run.Dataset, columns = new[] { "text" }, version = run.Run.Corpus, labels = run.Run.Labels },
            ["model"] = new { name = run.Run.Encoder, run = run.Run.Id, loss = run.Run.Loss, rule = run.Run.MainRule },
            ["explainer"] = new { name = e.Method, profile = e.Profile, target = e.Target, absence = e.Absence, settings = e.Settings.ToDictionary(s => s.Group + "." + s.Name, s => s.Value) },
            ["idx"] = e.TextIndex,
            ["id"] = e.OwnText is null ? corpus.Corpus.Texts[e.TextIndex].Id : null,
            ["text"] = text,
            ["input_ids"] = tokens.Ids,
            ["attributions"] = owner.Select(o => o < 0 ? 0 : (e.Words[o].Weight ?? 0) / count[o]).ToArray(),
            ["label"] = e.OwnText is null ? corpus.Corpus.Texts[e.TextIndex].Label : null,
            ["predictions"] = place < 0 ? null : predictions.Rule(run.Run.MainRule)?.Probabilities[(place * classes)..((place + 1) * classes)],
            ["explained_label"] = e.Label,
            ["words"] = e.Words.Select(w => new { start = w.Start, end = w.End, text = text[w.Start..w.End], weight = w.Weight }).ToArray(),
            ["standard_errors"] = e.StandardErrors,
            ["special"] = e.Special,
            ["value"] = e.ValueAtText,
            ["value_all_absent"] = e.ValueAllAbsent,
            ["r_squared"] = e.RSquared,
            ["warning"] = e.Warning,
        });
    }
}
