using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Which texts a run holds explained as a request asks: by every method, of every target and label, with the same settings, and
/// judged as thoroughly.</summary>
/// <param name="model">The run's model.</param>
/// <param name="request">What is asked.</param>
/// <param name="explanations">What the run holds.</param>
/// <param name="faithfulness">How faithful it was found.</param>
internal sealed class ExplainedBefore(ExplainedModel model, ExplainRequest request, IReadOnlyList<Explanation> explanations,
    IReadOnlyList<Faithfulness> faithfulness)
{
    private readonly ILookup<(int, string?), Explanation> _explanations = explanations.ToLookup(e => (e.TextIndex, e.OwnText));
    private readonly ILookup<(int, string?), Faithfulness> _faithfulness = faithfulness.ToLookup(f => (f.TextIndex, f.OwnText));

    /// <summary>Texts that are not explained so, in their order. Those that hold anything are read once, to know their labels.</summary>
    /// <param name="items">Texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public IReadOnlyList<ExplainItem> Open(IReadOnlyList<ExplainItem> items, CancellationToken interrupt)
    {
        (ExplainItem Item, ExplainedText Text)[] some = [.. items.Where(i => _explanations[Key(i)].Any())
            .Select(i => (Item: i, Text: ExplainedText.Of(i.Text, Tokens(i), request.Punctuation))).Where(p => p.Text is not null)
            .Select(p => (p.Item, p.Text!))];
        if (some.Length == 0) { return items; }
        var done = some.Zip(model.Read([.. some.Select(p => p.Text.Tokens)], interrupt))
            .Where(p => IsDone(p.First.Item, p.First.Text, p.Second, interrupt)).Select(p => p.First.Item).ToHashSet();
        return [.. items.Where(i => !done.Contains(i))];
    }

    private bool IsDone(ExplainItem item, ExplainedText text, ModelOutput whole, CancellationToken interrupt)
    {
        var units = Explainer.Units(request.Punctuation);
        Explanation[] stored = [.. _explanations[Key(item)].Where(e => Said(e, "units", Explainer.Units(false)) == units)];
        var seed = Seeds.Derive(model.Cell.Seed, "explain/" + item.Id);
        var words = text.Seen.Length;
        ExplainTarget[] targets = [.. Explainer.Labels(request, item, whole)
            .SelectMany(l => ExplainTarget.For(request.Targets, l, whole, model.Proxies))];
        return request.Methods.Where(m => model.Differentiable || !m.Gradients).All(m => Given(m).All(t => stored.Any(e =>
            e.Method == m.Key && e.Profile == m.Profile && e.Target == t.Kind && e.Label == t.Label
            && m.Method.IsSo(e, words, seed, request.Settings) && (!m.Kind.HasSign || IsJudged(item, e)))));

        // What a method gives, of the targets asked for or of its own; two that seldom apply are asked, at the price of a pass.
        IEnumerable<ExplainTarget> Given(AttributionChoice choice) => choice.Key switch
        {
            MethodKind.Deletion => [new ExplainTarget("probability", whole.Predicted)],
            MethodKind.Interactions => words <= request.Settings.InteractionWords ? targets : [],
            _ when !choice.Kind.OwnTarget => targets,
            _ => choice.Method.Explain(Scores(text, seed, interrupt), targets, request.Settings).Select(a => a.Target),
        };
    }

    private bool IsJudged(ExplainItem item, Explanation e)
    {
        if (request.Judge == JudgeLevel.None) { return true; }
        var own = e.Absence.Length > 0 ? e.Absence : request.Settings.Absence.Word();
        Faithfulness[] judged = [.. _faithfulness[Key(item)].Where(f => f.Method == e.Method && f.Profile == e.Profile
            && f.Target == e.Target && f.Label == e.Label)];
        if (judged.FirstOrDefault(f => f.Absence == own) is not { } found) { return false; }
        return request.Judge != JudgeLevel.Full
            || (judged.Any(f => f.Absence != own) && (!model.Differentiable
                || (found.MaxSensitivity is not null && Draws(found) == request.Settings.NoiseDraws)));
    }

    // Runs of before the draws were recorded are taken to have the usual number.
    private static int Draws(Faithfulness f) => f.SensitivityDraws > 0 ? f.SensitivityDraws : new AttributionSettings().NoiseDraws;

    private TextScores Scores(ExplainedText text, long seed, CancellationToken interrupt)
    {
        var scorer = new ModelScorer(model, text, interrupt);
        return new TextScores(scorer, model.Proxies, seed, model.Differentiable ? scorer : null);
    }

    private TokenizedText Tokens(ExplainItem item) => item.TextIndex >= 0 ? model.Cell.Corpus.Tokens.Of(item.TextIndex)
        : model.Cell.Corpus.Tokens.Of(item.Text, item.Pair);

    private static (int, string?) Key(ExplainItem item) => (item.TextIndex, item.TextIndex < 0 ? item.Text : null);

    // Runs of before a setting was recorded were made without it.
    private static string Said(Explanation e, string name, string otherwise) =>
        e.Settings.FirstOrDefault(s => s.Group == "explain" && s.Name == name)?.Value ?? otherwise;
}
