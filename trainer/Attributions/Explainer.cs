using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Explains texts by several methods in one pass over them: every mask of a text is read once, whichever methods, targets and
/// labels need it, and the masks of several texts go through the encoder together.</summary>
/// <param name="request">What is asked.</param>
/// <param name="progress">Told how many masked texts of how many are read, for somebody who waits; null reads them at once.</param>
internal sealed class Explainer(ExplainedModel model, ExplainRequest request, Action<int, int>? progress = null)
{
    private const int Queue = 8192, Told = 64;

    private sealed record Work(ExplainItem Item, ExplainedText Text, TextScores Scores);

    /// <param name="publish">Receives some texts' explanations and how faithful they are; a text is given as a whole.</param>
    /// <param name="refuse">Told of texts that cannot be explained, and why.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public void Run(IEnumerable<ExplainItem> items, Action<IReadOnlyList<Explanation>, IReadOnlyList<Faithfulness>> publish,
        Action<ExplainItem, string> refuse, CancellationToken interrupt)
    {
        var work = new List<Work>();
        var waiting = 0;
        foreach (var item in items)
        {
            if (Prepare(item, interrupt) is not { } next)
            {
                refuse(item, "The model sees no word of it: it is empty, white space, or what its tokenizer drops. Give a text with a "
                    + "word in it.");
                continue;
            }
            work.Add(next);
            waiting += Foreseen(next).Count();
            if (waiting < Queue) { continue; }
            Finish(work, publish, interrupt);
            work.Clear();
            waiting = 0;
        }
        if (work.Count > 0) { Finish(work, publish, interrupt); }
    }

    /// <summary>Labels that are explained of a text.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="item">The text.</param>
    /// <param name="whole">What the model says of it.</param>
    public static int[] Labels(ExplainRequest request, ExplainItem item, ModelOutput whole) => request.Labels switch
    {
        "all" => [.. Enumerable.Range(0, whole.Scores.Length)],
        "gold" => [item.Gold >= 0 ? item.Gold : whole.Predicted],
        "runner-up" => [whole.RunnerUp(whole.Predicted)],
        _ => [whole.Predicted],
    };

    /// <summary>What has a weight of its own, as it is stored.</summary>
    /// <param name="punctuation">Whether punctuation has.</param>
    public static string Units(bool punctuation) => punctuation ? "words, punctuation apart" : "words";

    private Work? Prepare(ExplainItem item, CancellationToken interrupt)
    {
        if (string.IsNullOrWhiteSpace(item.Text)) { return null; }
        var corpus = model.Cell.Corpus;
        var tokens = item.TextIndex >= 0 ? corpus.Tokens.Of(item.TextIndex) : corpus.Tokens.Of(item.Text, item.Pair);
        if (ExplainedText.Of(item.Text, tokens, request.Punctuation) is not { } text) { return null; }
        var scorer = new ModelScorer(model, text, interrupt);
        return new Work(item, text,
            new TextScores(scorer, model.Proxies, Seeds.Derive(model.Cell.Seed, "explain/" + item.Id), model.Differentiable
                ? scorer
                : null));
    }

    private IEnumerable<(bool[] Mask, Absence Absence)> Foreseen(Work work) =>
    [
        (work.Scores.Present(true), Absence.Mask),
        (work.Scores.Present(false), Absence.Mask),
        .. request.Methods.SelectMany(m => m.Method.Foreseen(work.Text.Seen.Length, work.Scores.Seed, request.Settings)),
    ];

    private void Finish(List<Work> work, Action<IReadOnlyList<Explanation>, IReadOnlyList<Faithfulness>> publish,
        CancellationToken interrupt)
    {
        var maskId = model.Cell.Corpus.Tokenizer.Special.MaskId;
        var inputs = new List<TokenizedText>();
        var asked = new List<(Work Work, Absence Absence, IReadOnlyList<bool[]> Masks)>();
        foreach (var one in work)
        {
            foreach (var way in Foreseen(one).GroupBy(f => f.Absence))
            {
                var masks = one.Scores.Unknown(way.Select(f => f.Mask), way.Key);
                asked.Add((one, way.Key, masks));
                foreach (var mask in masks) { inputs.Add(one.Text.With(mask, way.Key, maskId)); }
            }
        }
        var outputs = Read(inputs, interrupt);
        var at = 0;
        foreach (var (one, absence, masks) in asked)
        {
            one.Scores.Learn(masks, absence, [.. outputs.Skip(at).Take(masks.Count)]);
            at += masks.Count;
        }
        List<Explanation> explanations = [];
        List<Faithfulness> faithfulness = [];
        foreach (var one in work)
        {
            interrupt.ThrowIfCancellationRequested();
            Explain(one, explanations, faithfulness);
        }
        publish(explanations, faithfulness);
    }

    private IReadOnlyList<ModelOutput> Read(List<TokenizedText> inputs, CancellationToken interrupt)
    {
        if (progress is null) { return model.Read(inputs, interrupt); }
        var outputs = new List<ModelOutput>(inputs.Count);
        foreach (var some in inputs.Chunk(Told))
        {
            progress(outputs.Count, inputs.Count);
            outputs.AddRange(model.Read(some, interrupt));
        }
        return outputs;
    }

    private void Explain(Work work, List<Explanation> explanations, List<Faithfulness> faithfulness)
    {
        var scores = work.Scores;
        var whole = scores.Whole;
        ExplainTarget[] targets = [.. Labels(request, work.Item, whole)
            .SelectMany(l => ExplainTarget.For(request.Targets, l, whole, scores.Proxies))];
        var found = request.Methods.SelectMany(m => m.Method.Explain(scores, targets, request.Settings)
            .Select(a => (Choice: m, Attribution: a))).ToList();
        var nothing = scores.Of([scores.Present(false)], Absence.Mask)[0];
        explanations.AddRange(found.Select(f => Record(work, f.Choice, f.Attribution, whole, nothing)));
        faithfulness.AddRange(Judge.Of(scores, found, request.Settings, request.Judge)
            .Select(f => f with { TextIndex = work.Item.TextIndex, OwnText = work.Item.TextIndex < 0 ? work.Item.Text : null }));
    }

    private Explanation Record(Work work, AttributionChoice choice, Attribution a, ModelOutput whole, ModelOutput nothing)
    {
        var (text, scores) = (work.Text, work.Scores);
        var place = new int[text.Words.Count];
        Array.Fill(place, -1);
        for (var s = 0; s < text.Seen.Length; s++) { place[text.Seen[s]] = s; }
        double? At(double[] values, int word) => place[word] < 0 || double.IsNaN(values[place[word]]) ? null : values[place[word]];
        var attention = a.Target.Kind == "attention";
        if (a.Absence == Absence.Delete) { nothing = scores.Of([scores.Present(false)], Absence.Delete)[0]; }
        return new Explanation
        {
            TextIndex = work.Item.TextIndex,
            OwnText = work.Item.TextIndex < 0 ? work.Item.Text : null,
            Method = choice.Key,
            Profile = choice.Profile,
            Target = a.Target.Kind,
            Label = a.Target.Label,
            Predicted = whole.Predicted,
            RunnerUp = a.Target.RunnerUp >= 0 ? a.Target.RunnerUp : whole.RunnerUp(a.Target.Label),
            Proxy = a.Target.Proxy >= 0 ? a.Target.Proxy : null,
            Absence = a.Absence is { } absence ? absence.Word() : "",
            Words = [.. text.Words.Select((w, i) => new WordWeight(w.Start, w.End, At(a.Weights, i)))],
            StandardErrors = a.StandardErrors is null ? null : [.. text.Words.Select((_, i) => At(a.StandardErrors, i))],
            Special = a.Special,
            Gap = a.Gap,
            ValueAtBaseline = a.ValueAtBaseline,
            BackwardPasses = a.BackwardPasses,
            Warning = Warnings.Of(a, whole),
            Interactions = a.Interactions is null
                ? null
                : [.. text.Words.SelectMany((_, i) =>
                    text.Words.Select((_, j) => place[i] < 0 || place[j] < 0
                        ? 0
                        : a.Interactions[place[i] * text.Seen.Length + place[j]]))],
            Flip = a.Flip is not { } flip ? null : flip with { Words = [.. flip.Words.Select(w => text.Seen[w])] },
            Intercept = a.Intercept,
            RSquared = a.RSquared,
            NoiseFloor = a.NoiseFloor,
            Kkt = a.Kkt,
            ValueAtText = attention ? 0 : a.Target.Of(whole, scores.Proxies),
            ValueAllAbsent = attention ? 0 : a.Target.Of(nothing, scores.Proxies),
            ForwardPasses = a.ForwardPasses,
            Settings =
            [
                .. a.Settings,
                AttributionSettings.Value("explain", "scores", model.Rule),
                .. a.Target.NeedsProxies ? new[] { AttributionSettings.Value("explain", "proxies", model.Proxies.Kind) } : [],
                AttributionSettings.Value("explain", "units", Units(request.Punctuation)),
                AttributionSettings.Value("explain", "seed", scores.Seed),
            ],
        };
    }
}
