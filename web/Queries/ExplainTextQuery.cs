using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>One text: what the runs say of it, which words made them say so, how far to believe that, and what lies near.</summary>
/// <param name="View">What the reader chose.</param>
public sealed record ExplainTextQuery(ExplainView View)
{
    /// <summary>Runs laid side by side unless they were chosen.</summary>
    public const int MostRuns = 6;

    public static IReadOnlyList<string> Scales { get; } = ["view", "dataset", "text"];

    /// <summary>What one run says of the text.</summary>
    /// <param name="Predicted">Label it gives.</param>
    /// <param name="Probabilities">Probabilities of its main rule, [C]; empty when not held.</param>
    /// <param name="ToCentroid">Distance to the mean embedding, NaN when unknown.</param>
    /// <param name="Place">Row of the text among the run's predictions, or −1.</param>
    public sealed record Said(RunSummary Run, int Predicted, IReadOnlyList<float> Probabilities, double ToCentroid, int Place);

    /// <summary>One row of highlights.</summary>
    /// <param name="Said">Its run.</param>
    /// <param name="Full">Weight of full colour in this row.</param>
    /// <param name="Faith">How faithful it is, or null when it was not measured.</param>
    public sealed record Row(Said Said, Explanation Explanation, double Full, FaithView? Faith);

    /// <summary>Second row minus first.</summary>
    /// <param name="Weights">Per word, null where a run did not see it.</param>
    /// <param name="Reason">Why there are no weights, or null.</param>
    public sealed record Difference(IReadOnlyList<double?> Weights, string? Reason);

    /// <summary>The answer.</summary>
    /// <param name="View">The view with every choice made.</param>
    /// <param name="Index">Its position in the corpus.</param>
    /// <param name="Corpus">The corpus.</param>
    /// <param name="All">Runs that hold the text out and could be chosen.</param>
    /// <param name="Said">What the chosen runs say.</param>
    /// <param name="Rows">Highlights; empty where nothing explains the text.</param>
    /// <param name="Difference">Difference row, or null when there are not two rows.</param>
    /// <param name="Floor">Highest noise floor of the rows.</param>
    /// <param name="Methods">Choices of the method.</param>
    /// <param name="Targets">Choices of the target.</param>
    /// <param name="Labels">Explained labels to choose from.</param>
    /// <param name="Agreement">Agreement of the methods of one run; empty with one method.</param>
    /// <param name="Lacking">What of the address could not be honoured, in words.</param>
    public sealed record Answer(ExplainView View, TextRecord Text, int Index, TextSet Corpus, IReadOnlyList<RunSummary> All,
        IReadOnlyList<Said> Said, IReadOnlyList<Row> Rows,
        Difference? Difference, double Floor, IReadOnlyList<string> Methods, IReadOnlyList<string> Targets, IReadOnlyList<int> Labels,
            IReadOnlyList<AgreementQuery.Pair> Agreement,
        IReadOnlyList<string> Lacking)
    {
        /// <summary>The run whose methods <see cref="Agreement"/> compares: the first that explains the text by any method; null
        /// without one.</summary>
        public RunSummary? AgreementOf { get; init; }
    }

    /// <summary>Name of a method with its variant.</summary>
    public static string MethodOf(Explanation explanation) =>
        explanation.Profile.Length == 0 ? explanation.Method : explanation.Method + "." + explanation.Profile;

    /// <param name="shelf">Predictions, with their store.</param>
    /// <returns>Null when no finished run held the text out.</returns>
    public Answer? Ask(RunShelf shelf) => SharedAnswers.Large(shelf.Store,
        (View with { Runs = null }, View.Runs is null ? null : string.Join(',', View.Runs)), () => Find(shelf));

    private Answer? Find(RunShelf shelf)
    {
        var store = shelf.Store;
        var lacking = new List<string>();
        if (Find(store) is not { } found) { return null; }
        var (set, index, all) = found;
        var chosen = Choose(shelf, all, index, lacking);
        var said = chosen.Select(r => SaidBy(shelf, r, index)).OfType<Said>().ToArray();
        if (said.Length == 0) { return null; }
        var explained = said.ToDictionary(s => s.Run.Id, s => store.Explanations(s.Run.Id, index).Where(MethodKind.IsRowOf).ToArray());

        var everything = explained.Values.SelectMany(e => e).ToArray();
        string[] methods = [.. everything.Select(MethodOf).Distinct().OrderBy(Order).ThenBy(m => m, StringComparer.Ordinal)];
        var method = Pick(View.Method, methods, methods.FirstOrDefault(), "method", lacking);
        string[] targets = [.. everything.Where(e => MethodOf(e) == method).Select(e => e.Target).Distinct()
            .OrderBy(t => t == "log-odds" ? "" : t, StringComparer.Ordinal)];
        var target = Pick(View.Target, targets, targets.FirstOrDefault(), "target", lacking);
        int[] labels = [.. everything.Where(e => MethodOf(e) == method && e.Target == target).Select(e => e.Label).Distinct().Order()];
        var label = View.Label is { } l && labels.Contains(l) ? View.Label : null;
        if (View.Label is { } asked && label is null && everything.Length > 0)
        {
            lacking.Add(asked >= 0 && asked < set.Labels.Count
                ? $"No run here explains the label {set.Labels[asked]}; each row shows the label that its run predicts."
                : $"There is no label {asked}; each row shows the label that its run predicts.");
        }
        var scale = Pick(View.Scale, Scales, "view", "scale", lacking)!;
        var rowsAre = Pick(View.Rows, ["runs", "methods"], "runs", "rows", lacking)!;
        var view = View with { Method = method, Target = target, Label = label, Scale = scale, Rows = rowsAre };

        Explanation? Of(Said s, string? m, string? t) => explained[s.Run.Id].Where(e => MethodOf(e) == m && e.Target == t)
            .OrderBy(e => e.Label == (label ?? s.Predicted) ? 0 : 1).ThenBy(e => e.Absence == "mask" ? 0 : 1)
                .FirstOrDefault(e => label is null || e.Label == label);
        var first = said.FirstOrDefault(s => explained[s.Run.Id].Length > 0);
        var pairs = rowsAre == "runs"
            ? said.Select(s => (Said: s, Explanation: Of(s, method, target)))
            : first is null ? [] : explained[first.Run.Id].Select(MethodOf).Distinct().OrderBy(Order).ThenBy(m => m, StringComparer.Ordinal)
                .Select(m => (Said: first, Explanation: Of(first, m, target)
                    ?? TargetsOf(explained[first.Run.Id], m).Select(t => Of(first, m, t)).FirstOrDefault(e => e is not null)));
        var rows = pairs.Where(p => p.Explanation is not null)
            .Select(p => new Row(p.Said, p.Explanation!, 0, FaithView.Of(store.Faithfulness(p.Said.Run.Id, index), p.Explanation!)))
            .ToArray();
        var words = rows.Length == 0 ? 0 : rows.Max(r => r.Explanation.Words.Count);
        rows = [.. rows.Where(r => r.Explanation.Words.Count == words)
            .Select(r => r with { Full = Full(store, r, rows, scale, rowsAre, all) })];
        return new Answer(view with { Word = View.Word is { } w && w >= 0 && w < words ? w : null }, set.Texts[index], index, set, all,
            said, rows, Differ(rows, rowsAre, set),
            rows.Select(r => r.Explanation.NoiseFloor).DefaultIfEmpty(0).Max(), methods, targets, labels,
            first is null ? [] : AgreementQuery.Of([.. explained[first.Run.Id].Where(e => e.Label == (label ?? first.Predicted))]),
                lacking)
        {
            AgreementOf = first?.Run,
        };
    }

    private static IEnumerable<string> TargetsOf(Explanation[] explanations, string method) =>
        explanations.Where(e => MethodOf(e) == method).Select(e => e.Target).Distinct();

    private (TextSet Set, int Index, RunSummary[] Runs)? Find(RunStore store)
    {
        var all = Holding(store).ToArray();
        // An id names the dataset and the text: under one name two datasets may hold the same text, and then something
        // else must say which is meant.
        if (View.In is not null && AskedName.Of("datasets", View.In, store.DatasetNames()).Name is { } asked)
        {
            all = [.. all.Where(h => h.Runs[0].Dataset == asked)];
        }
        else if (View.Runs is { } ids && all.Where(h => h.Runs.Any(r => ids.Contains(r.Id))).ToArray() is { Length: > 0 } chosen)
        {
            all = chosen;
        }
        return all.Select(h => h.Runs[0].Dataset).Distinct().Count() == 1 ? all[0] : null;
    }

    /// <summary>The datasets whose held-out texts have the id, by the names under which they are shown.</summary>
    public IReadOnlyList<string> Choices(RunStore store)
    {
        return [.. Holding(store).Select(h => h.Runs[0].Dataset).Distinct().Order(StringComparer.Ordinal)];
    }

    private IEnumerable<(TextSet Set, int Index, RunSummary[] Runs)> Holding(RunStore store)
    {
        foreach (var corpus in store.Runs().Where(r => r.Status == RunStatus.Done).GroupBy(r => r.Corpus))
        {
            if (store.Texts(corpus.Key) is not { } set) { continue; }
            var index = set.Texts.Select((t, i) => t.Id == View.Text ? i : -1).FirstOrDefault(i => i >= 0, -1);
            if (index >= 0)
            {
                yield return (set, index, [.. corpus.OrderBy(r => r.Loss, StringComparer.Ordinal).ThenBy(r => r.Repetition)]);
            }
        }
    }

    private RunSummary[] Choose(RunShelf shelf, RunSummary[] all, int index, List<string> lacking)
    {
        if (View.Runs is { } ids)
        {
            foreach (var id in ids.Where(i => all.All(r => r.Id != i))) { lacking.Add($"Run {id} is not here, or is of another corpus."); }
            var there = all.Where(r => ids.Contains(r.Id)).ToArray();
            if (there.Length > 0) { return there; }
        }
        RunSummary[] explaining =
            [.. all.Where(r => r.ExplainedCount > 0 && shelf.Store.ExplainedTexts(r.Id).Contains(index)).Take(MostRuns)];
        return explaining.Length > 0 ? explaining : [.. all.Where(r => SaidBy(shelf, r, index) is not null).Take(MostRuns)];
    }

    private static Said? SaidBy(RunShelf shelf, RunSummary run, int index)
    {
        var predictions = shelf.Of(run)?.Predictions;
        var place = predictions is null ? -1 : Array.IndexOf(predictions.TextIndex, index);
        var rule = predictions?.Rule(run.MainRule);
        if (place >= 0 && rule is not null)
        {
            return new Said(run, rule.Predicted[place], rule.Probabilities[(place * run.Labels.Count)..((place + 1) * run.Labels.Count)],
                predictions!.DistanceToHeldOutMean[place], place);
        }
        return run.ExplainedCount > 0 && shelf.Store.Explanations(run.Id, index) is [var e, ..]
            ? new Said(run, e.PredictedLabel, [], double.NaN, -1)
            : null;
    }

    private static double Full(RunStore store, Row row, Row[] rows, string scale, string rowsAre, RunSummary[] all)
    {
        static double Largest(IEnumerable<Explanation> of) =>
            of.SelectMany(e => e.Words).Select(w => Math.Abs(w.Weight ?? 0)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        // Methods have their own units: a common scale would compare what cannot be compared.
        if (scale == "text" || (rowsAre == "methods" && scale == "view")) { return Largest([row.Explanation]); }
        if (scale == "view") { return Largest(rows.Select(r => r.Explanation)); }
        double[] weights = [.. all.Where(r => r.ExplainedCount > 0).SelectMany(r => store.AllExplanations(r.Id))
            .Where(e => MethodOf(e) == MethodOf(row.Explanation) && e.Target == row.Explanation.Target).SelectMany(e => e.Words)
                .Select(w => Math.Abs(w.Weight ?? 0)).Where(double.IsFinite).Order()];
        return weights.Length == 0 ? 0 : weights[(int)(0.95 * (weights.Length - 1))];
    }

    private static Difference? Differ(Row[] rows, string rowsAre, TextSet set)
    {
        if (rows.Length != 2) { return null; }
        var (a, b) = (rows[0].Explanation, rows[1].Explanation);
        if (rowsAre == "methods" || MethodOf(a) != MethodOf(b) || a.Target != b.Target)
        {
            return new Difference([], "Two methods, or two explained quantities, have different units; compare ranks only.");
        }
        if (a.Label != b.Label)
        {
            return new Difference([],
                $"The rows explain different labels ({set.Labels[a.Label]} and {set.Labels[b.Label]}): weights cannot be subtracted. "
                    + "The table compares their ranks; explain one label for both to see the difference.");
        }
        return new Difference([.. a.Words.Zip(b.Words, (x, y) => y.Weight - x.Weight)], null);
    }

    private static string? Pick(string? asked, IReadOnlyList<string> known, string? otherwise, string what, List<string> lacking)
    {
        if (asked is null || known.Contains(asked)) { return asked ?? otherwise; }
        lacking.Add($"There is no {what} \"{asked}\" here{(known.Count == 0 ? "" : $"; there are {string.Join(", ", known)}")}.");
        return otherwise;
    }

    private static int Order(string method) => method.StartsWith("lime", StringComparison.Ordinal) ? 0 : 1;
}
