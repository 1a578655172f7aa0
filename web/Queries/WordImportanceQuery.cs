using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Which words speak for a label over all explained texts of a dataset, for one loss and method?</summary>
/// <remarks>Our own: the weights of a text are divided by the sum of their sizes, so that no text and no word counts for
/// being loud or frequent; a word's value is the mean over texts. Repetitions that explain the same text are averaged first, because
/// they are not independent.</remarks>
/// <param name="Dataset">Dataset; null for the first with explanations.</param>
/// <param name="Loss">Loss; null for the first.</param>
/// <param name="Method">Method with its variant; null for the first.</param>
public sealed record WordImportanceQuery(string? Dataset, string? Loss, string? Method)
{
    /// <summary>A word is judged when it occurs in at least so many texts.</summary>
    public const int FewestTexts = 3;

    /// <summary>Standard errors that are taken off for the ranking: a one-sided 95 % bound.</summary>
    public const double Bound = 1.64;

    /// <summary>A word for a label.</summary>
    /// <param name="Word">Word in small letters, without punctuation around it.</param>
    /// <param name="Label">Label that the texts are predicted to have.</param>
    /// <param name="Mean">Mean share of a text's weight, −1..1; positive speaks for the label.</param>
    /// <param name="StandardError">Standard error of the mean over texts.</param>
    /// <param name="Texts">Texts that hold the word.</param>
    /// <param name="Coverage">√Σ|weight|, as SP-LIME counts what a word explains.</param>
    /// <param name="Wrong">Share of predictions on these texts that are wrong.</param>
    public sealed record Item(string Word, int Label, double Mean, double StandardError, int Texts, double Coverage, double Wrong)
    {
        /// <summary>What the mean is at least, towards the label.</summary>
        public double Lower => Mean - Bound * StandardError;

        /// <summary>What the mean is at most.</summary>
        public double Upper => Mean + Bound * StandardError;
    }

    /// <summary>The answer.</summary>
    /// <param name="Query">The query with every choice made.</param>
    /// <param name="Labels">Label names.</param>
    /// <param name="Items">Words that occur often enough, the surest first.</param>
    /// <param name="Both">Words whose bound is above zero for two labels or more, the surest first.</param>
    /// <param name="Texts">Explained texts.</param>
    /// <param name="Left">Words left out because they are too rare.</param>
    /// <param name="Losses">Choices: loss and its title.</param>
    public sealed record Answer(WordImportanceQuery Query, IReadOnlyList<string> Labels, IReadOnlyList<Item> Items,
        IReadOnlyList<IReadOnlyList<Item>> Both, int Texts, int Left,
        IReadOnlyList<string> Datasets, IReadOnlyList<(string Loss, string Title)> Losses, IReadOnlyList<string> Methods);

    public Answer Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store));

    private Answer Find(RunStore store)
    {
        var explained = store.Runs().Where(r => r.Status == RunStatus.Done && r.ExplainedCount > 0).ToArray();
        string[] datasets = [.. explained.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal)];
        var dataset = datasets.Contains(Dataset) ? Dataset : datasets.FirstOrDefault();
        var of = explained.Where(r => r.Dataset == dataset).ToArray();
        (string, string)[] losses = [.. of.Select(r => (r.Loss, r.LossTitle)).Distinct().OrderBy(l => l.Loss, StringComparer.Ordinal)];
        var loss = losses.Any(l => l.Item1 == Loss) ? Loss : losses.Select(l => l.Item1).FirstOrDefault();
        var runs = of.Where(r => r.Loss == loss).ToArray();
        // The same content under another name has the same texts at the same positions.
        var corpus = runs.MaxBy(r => r.FinishedAt)?.Corpus;
        var all = runs.SelectMany(r => store.AllExplanations(r.Id)
            .Where(e => e.OwnText is null && MethodKind.IsSigned(e) && e.Label == e.PredictedLabel)).ToArray();
        string[] methods = [.. all.Select(ExplainTextQuery.MethodOf).Distinct()
            .OrderBy(m => m.StartsWith("lime", StringComparison.Ordinal) ? 0 : 1).ThenBy(m => m, StringComparer.Ordinal)];
        var method = methods.Contains(Method) ? Method : methods.FirstOrDefault();
        var query = new WordImportanceQuery(dataset, loss, method);
        if (corpus is null || store.Texts(corpus) is not { } set) { return new Answer(query, [], [], [], 0, 0, datasets, losses, methods); }
        var mine = all.Where(e => ExplainTextQuery.MethodOf(e) == method).ToArray();
        var target = mine.Any(e => e.Target == "log-odds") ? "log-odds" : mine.Select(e => e.Target).FirstOrDefault();
        mine = [.. mine.Where(e => e.Target == target)];
        var (items, left) = Count(mine, set);
        var both = items.Where(i => i.Lower > 0).GroupBy(i => i.Word).Where(g => g.Count() > 1).Select(g => (IReadOnlyList<Item>)[.. g])
            .OrderByDescending(g => g.Min(i => i.Lower)).ToArray();
        return new Answer(query, set.Labels, items, both, mine.Select(e => e.TextIndex).Distinct().Count(), left, datasets, losses,
            methods);
    }

    /// <summary>A word as it is counted: small letters, no punctuation before or after it.</summary>
    /// <param name="word">Word of a text.</param>
    /// <returns>Empty for punctuation alone.</returns>
    public static string Key(string word)
    {
        var (from, to) = (0, word.Length);
        while (from < to && !char.IsLetterOrDigit(word[from]) && !char.IsSurrogate(word[from])) { from++; }
        while (to > from && !char.IsLetterOrDigit(word[to - 1]) && !char.IsSurrogate(word[to - 1])) { to--; }
        return word[from..to].ToLowerInvariant();
    }

    private static (IReadOnlyList<Item> Items, int Left) Count(IReadOnlyList<Explanation> explanations, TextSet set)
    {
        var found = new Dictionary<(string Word, int Label), Dictionary<int, List<(double Share, double Raw, bool Wrong)>>>();
        foreach (var e in explanations)
        {
            var text = set.Texts[e.TextIndex];
            var sum = e.Words.Sum(w => Math.Abs(w.Weight ?? 0));
            foreach (var word in e.Words.Where(w => w.Weight is not null && w.End <= text.Text.Length))
            {
                var key = Key(text.Text[word.Start..word.End]);
                if (key.Length is 0 or > 100) { continue; }
                if (!found.TryGetValue((key, e.Label), out var texts)) { found[(key, e.Label)] = texts = []; }
                if (!texts.TryGetValue(e.TextIndex, out var values)) { texts[e.TextIndex] = values = []; }
                values.Add((sum > 0 ? word.Weight!.Value / sum : 0, Math.Abs(word.Weight!.Value), e.PredictedLabel != text.Label));
            }
        }
        var items = found.Where(f => f.Value.Count >= FewestTexts).Select(f =>
        {
            double[] means = [.. f.Value.Values.Select(v => v.Average(x => x.Share))];
            var mean = means.Average();
            var variance = means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1);
            return new Item(f.Key.Word, f.Key.Label, mean, Math.Sqrt(variance / means.Length), means.Length,
                Math.Sqrt(f.Value.Values.SelectMany(v => v).Sum(x => x.Raw)),
                f.Value.Values.SelectMany(v => v).Average(x => x.Wrong ? 1.0 : 0));
        });
        return ([.. items.OrderByDescending(i => i.Lower).ThenBy(i => i.Word, StringComparer.Ordinal).ThenBy(i => i.Label)],
            found.Count(f => f.Value.Count < FewestTexts));
    }
}
