using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary>Which texts <c>trainer explain</c> explains.</summary>
internal static class ExplainTexts
{
    /// <summary>Names of filters; <c>label:NAME</c> and <c>predicted:NAME</c> too.</summary>
    public static IReadOnlyList<string> Filters { get; } = ["all", "wrong", "correct", "confident-and-wrong", "unsure"];

    /// <summary>Held-out texts of a run by filter and count, in the order in which a run explains them.</summary>
    /// <param name="predictions">Its predictions.</param>
    /// <param name="rule">Its main rule.</param>
    /// <param name="count">Most texts.</param>
    /// <exception cref="InvalidDataException">An unknown filter or label.</exception>
    public static IReadOnlyList<ExplainItem> Held(TrainingCell cell, Predictions predictions, string rule, string filter, int count)
    {
        var said = predictions.Rule(rule)
            ?? throw new InvalidDataException($"The run has no predictions of its main rule {rule}. Make it again.");
        var classes = cell.Corpus.Source.Labels.Count;
        var place = predictions.TextIndex.Select((text, i) => (text, i)).ToDictionary(p => p.text, p => p.i);
        float Top(int i) => said.Probabilities.AsSpan(i * classes, classes).ToArray().Max();
        int Label(string name) => cell.Corpus.Source.Labels.ToList().IndexOf(name) is var at and >= 0 ? at
            : throw new InvalidDataException(SettingInfo.Unknown("--filter", name, cell.Corpus.Source.Labels));
        var wanted = filter.Contains(':', StringComparison.Ordinal)
            ? Label(filter[(filter.IndexOf(':', StringComparison.Ordinal) + 1)..])
            : -1;
        Func<int, bool> keep = filter switch
        {
            "all" => _ => true,
            "wrong" => i => said.Predicted[i] != predictions.Gold[i],
            "correct" => i => said.Predicted[i] == predictions.Gold[i],
            "confident-and-wrong" => i => said.Predicted[i] != predictions.Gold[i] && Top(i) >= 0.9f,
            "unsure" => i => Top(i) < 0.6f,
            _ when filter.StartsWith("label:", StringComparison.Ordinal) => i => predictions.Gold[i] == wanted,
            _ when filter.StartsWith("predicted:", StringComparison.Ordinal) => i => said.Predicted[i] == wanted,
            _ => throw new InvalidDataException(SettingInfo.Unknown("--filter", filter, [.. Filters, "label:NAME", "predicted:NAME"])),
        };
        var order = RunExplanation.Texts(cell with { Settings = cell.Settings with { Explain = int.MaxValue } },
            [.. predictions.TextIndex]);
        return [.. order.Where(t => keep(place[t])).Take(count).Select(t => ExplainItem.Of(cell.Corpus.Source, t))];
    }

    /// <summary>Texts of the corpus by id.</summary>
    /// <param name="ids">Ids apart by commas.</param>
    /// <exception cref="InvalidDataException">An unknown id.</exception>
    public static IReadOnlyList<ExplainItem> Named(TrainingCell cell, string ids)
    {
        var texts = cell.Corpus.Source.Texts;
        return [.. ids.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(id =>
            Enumerable.Range(0, texts.Count).FirstOrDefault(i => texts[i].Id == id, -1) is var at and >= 0
                ? ExplainItem.Of(cell.Corpus.Source, at)
                : throw new InvalidDataException(
                    $"There is no text {id} in {cell.Corpus.Source.Name}. Ids look like {texts[0].Id}; the browser's address of a "
                        + "text ends with its id."))];
    }
}
