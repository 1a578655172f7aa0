using System.Text.Json;
using DmlStudio.Records;

namespace DmlStudio.Explanations;

/// <summary>An explanation as one JSON object with the fields of Thermostat (dataset, model, explainer, idx, input_ids,
/// attributions, label, predictions), and the words they came from.</summary>
/// <remarks>Feldhus et al. 2021, arXiv:2108.13961.</remarks>
public static class ExplanationJson
{
    /// <summary>Writes a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="record">The text in the corpus, or null for a text of one's own.</param>
    /// <param name="probabilities">Probabilities of the run's main rule, [C]; null or empty where they are not held.</param>
    /// <param name="tokens">Token ids, each with its attribution; null where there is no tokenizer, then both fields are left out.</param>
    public static string Line(RunSummary run, Explanation e, string text, TextRecord? record, IReadOnlyList<float>? probabilities,
        (IReadOnlyList<int> Ids, IReadOnlyList<double> Attributions)? tokens = null)
    {
        var fields = new Dictionary<string, object?>
        {
            ["dataset"] = new { name = run.Dataset, columns = new[] { "text" }, version = run.Corpus, labels = run.Labels },
            ["model"] = new { name = run.Encoder, run = run.Id, loss = run.Loss, rule = run.MainRule },
            ["explainer"] = new
            {
                name = e.Method,
                profile = e.Profile,
                target = e.Target,
                absence = e.Absence,
                settings = e.Settings.ToDictionary(s => s.Group + "." + s.Name, s => s.Value)
            },
            ["idx"] = e.TextIndex,
            ["id"] = record?.Id,
            ["text"] = text,
        };
        if (tokens is { } known) { (fields["input_ids"], fields["attributions"]) = (known.Ids, known.Attributions); }
        fields["label"] = record?.Label;
        fields["predictions"] = probabilities is { Count: > 0 } ? probabilities : null;
        fields["explained_label"] = e.Label;
        fields["words"] = e.Words.Select(w =>
            new { start = w.Start, end = w.End, text = w.End <= text.Length ? text[w.Start..w.End] : null, weight = w.Weight }).ToArray();
        fields["standard_errors"] = e.StandardErrors;
        fields["special"] = e.Special;
        fields["value"] = e.ValueAtText;
        fields["value_all_absent"] = e.ValueAllAbsent;
        fields["r_squared"] = e.RSquared;
        fields["warning"] = e.Warning;
        return JsonSerializer.Serialize(fields);
    }
}
