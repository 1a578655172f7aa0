using DmlStudio.Records;
using DmlStudio.Trainer.Randomness;
using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>KernelSHAP: Shapley values by weighted least squares over coalitions; exact where all coalitions can be read. The weights sum
/// to F(text) − F(nothing) always, because the constraint is eliminated rather than weighted.</summary>
/// <remarks>Lundberg and Lee 2017, arXiv:1705.07874; sizes from the outside in while the budget lasts, the rest drawn
/// with their complements.</remarks>
internal sealed class KernelShap : IAttributionMethod
{
    private sealed record Plan(IReadOnlyList<bool[]> Masks, double[] Weights, int[] Group, int[] Draws);

    /// <inheritdoc/>
    public IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings)
    {
        IEnumerable<bool[]> masks = Enumerated(words, settings)
            ? ShapleyValues.Coalitions(words)
            : Draw(words, seed, settings).Masks.Append(new bool[words]);
        return [.. masks.Select(m => (m, settings.Absence))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        var words = text.Words;
        if (Enumerated(words, settings))
        {
            var all = ShapleyValues.Coalitions(words);
            return [.. targets.Select(t =>
            {
                var values = text.Values(all, settings.Absence, t);
                var phi = ShapleyValues.Of(values, words);
                return Make(t, phi, new double[words], phi.Sum() - (values[^1] - values[0]), all.Length, true, settings);
            })];
        }
        var plan = Draw(words, text.Seed, settings);
        return [.. targets.Select(t =>
        {
            var ends = text.Values([text.Present(false), text.Present(true)], settings.Absence, t);
            var (phi, errors) = Solve(plan.Masks, plan.Weights, plan.Group, plan.Draws, text.Values(plan.Masks, settings.Absence, t),
                ends[0], ends[1]);
            return Make(t, phi, errors, phi.Sum() - (ends[1] - ends[0]), plan.Masks.Count + 2, false, settings);
        })];
    }

    /// <inheritdoc/>
    public bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings) =>
        IAttributionMethod.IsAbsentSo(stored, settings) && IAttributionMethod.IsStored(stored, "coalitions",
            Enumerated(words, settings) ? Coalitions(true, 0) : Coalitions(false, Draw(words, seed, settings).Masks.Count + 2));

    private static string Coalitions(bool exact, int passes) => exact ? "all" : FormattableString.Invariant($"{passes} in pairs");

    /// <summary>Weighted least squares with Σφ = F(text) − F(nothing) eliminated.</summary>
    /// <param name="masks">Coalitions, neither full nor empty.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="group">Equal numbers were drawn together; −1 for coalitions that were not drawn but enumerated.</param>
    /// <param name="draws">How often each was drawn.</param>
    /// <param name="values">F at each.</param>
    /// <param name="empty">F with nothing.</param>
    /// <param name="full">F of the text.</param>
    /// <returns>Values and their standard errors, [d].</returns>
    public static (double[] Values, double[] Errors) Solve(IReadOnlyList<bool[]> masks, double[] weights, int[] group, int[] draws,
        double[] values, double empty, double full)
    {
        int words = masks[0].Length, free = words - 1;
        if (free == 0) { return ([full - empty], [0]); }
        var normal = Matrix<double>.Build.Dense(free, free);
        var right = Vector<double>.Build.Dense(free);
        double[][] rows = [.. masks.Select(m => Enumerable.Range(0, free).Select(j => (m[j] ? 1.0 : 0) - (m[free] ? 1 : 0)).ToArray())];
        double[] y = [.. masks.Select((m, i) => values[i] - empty - (m[free] ? full - empty : 0))];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var a = 0; a < free; a++)
            {
                right[a] += weights[i] * rows[i][a] * y[i];
                for (var b = 0; b <= a; b++) { normal[a, b] += weights[i] * rows[i][a] * rows[i][b]; }
            }
        }
        for (var a = 0; a < free; a++) { for (var b = 0; b < a; b++) { normal[b, a] = normal[a, b]; } }
        Matrix<double> inverse;
        try { inverse = normal.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(free)); }
        catch (ArgumentException)
        {
            inverse = (normal + Matrix<double>.Build.DenseIdentity(free) * (1e-10 * normal.Trace())).Cholesky()
                .Solve(Matrix<double>.Build.DenseIdentity(free));
        }
        var beta = inverse * right;
        double[] phi = [.. beta, full - empty - beta.Sum()];

        // What was drawn makes noise, what was enumerated does not.
        var pulls = new Dictionary<int, Vector<double>>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (group[i] < 0) { continue; }
            var row = Vector<double>.Build.Dense(rows[i]);
            // Its square, over draws, is m times that of one of m equal draws.
            var pull = row * (weights[i] * (y[i] - row * beta) / Math.Sqrt(draws[i]));
            pulls[group[i]] = pulls.TryGetValue(group[i], out var so) ? so + pull : pull;
        }
        var variance = new double[words];
        foreach (var pull in pulls.Values)
        {
            var moved = inverse * pull;
            for (var w = 0; w < free; w++) { variance[w] += moved[w] * moved[w]; }
            variance[free] += moved.Sum() * moved.Sum();
        }
        return (phi, [.. variance.Select(Math.Sqrt)]);
    }

    private static Attribution Make(ExplainTarget target, double[] phi, double[] errors, double gap, int passes, bool exact,
        AttributionSettings settings) => new(target, phi)
        {
            Absence = settings.Absence,
            StandardErrors = errors,
            NoiseFloor = 1.96 * errors.Order().ElementAt(errors.Length / 2),
            Gap = gap,
            ForwardPasses = passes,
            Settings = [AttributionSettings.Value("shap", "coalitions", Coalitions(exact, passes)),
            AttributionSettings.Value("shap", "constraint", "eliminated")],
        };

    private static int Budget(int words, AttributionSettings settings) => settings.Coalitions > 0 ? settings.Coalitions : 2 * words + 2048;

    private static bool Enumerated(int words, AttributionSettings settings) => words < 25 && 1L << words <= Budget(words, settings);

    private static Plan Draw(int words, long seed, AttributionSettings settings)
    {
        var random = Seeds.Source(seed, "shap");
        var budget = Math.Max(4, Budget(words, settings) - 2);
        var sizes = words / 2;
        // Mass of size k and its complement under the kernel (d−1)/(k(d−k)) a size.
        double[] mass = [.. Enumerable.Range(1, sizes).Select(k => (words - 1.0) / (k * (double)(words - k)) * (2 * k == words ? 1 : 2))];
        List<bool[]> masks = [];
        List<double> weights = [];
        List<int> group = [];
        var whole = 0;
        for (; whole < sizes; whole++)
        {
            var k = whole + 1;
            var count = ShapleyValues.Choose(words, k) * (2 * k == words ? 1 : 2);
            if (count > budget * mass[whole] / mass[whole..].Sum()) { break; }
            foreach (var mask in Subsets(words, k))
            {
                masks.Add(mask);
                if (2 * k != words) { masks.Add([.. mask.Select(m => !m)]); }
            }
            while (weights.Count < masks.Count) { weights.Add(mass[whole] / count); group.Add(-1); }
            budget -= (int)count;
        }
        if (whole == sizes) { return new Plan(masks, [.. weights], [.. group], [.. masks.Select(_ => 1)]); }

        var rest = mass[whole..];
        var places = new Dictionary<MaskKey, int>();
        int first = masks.Count, draws = 0;
        while (masks.Count - first + 1 < budget && draws < 4 * budget)
        {
            var roll = random.NextDouble() * rest.Sum();
            var at = 0;
            while (at < rest.Length - 1 && roll >= rest[at]) { roll -= rest[at++]; }
            var order = Enumerable.Range(0, words).ToArray();
            random.Shuffle(order);
            var mask = new bool[words];
            foreach (var w in order.Take(whole + at + 1)) { mask[w] = true; }
            bool[] opposite = [.. mask.Select(m => !m)];
            // A pair found again, from either side, counts again.
            var key = MaskKey.Of(mask[0] ? mask : opposite);
            draws++;
            if (places.TryGetValue(key, out var known))
            {
                weights[known]++;
                weights[known + 1]++;
                continue;
            }
            places[key] = masks.Count;
            group.Add(places.Count);
            group.Add(places.Count);
            masks.Add(mask);
            masks.Add(opposite);
            weights.Add(1);
            weights.Add(1);
        }
        int[] times = [.. weights.Select((w, i) => i < first ? 1 : (int)w)];
        var scale = rest.Sum() / weights.Skip(first).Sum();
        for (var i = first; i < weights.Count; i++) { weights[i] *= scale; }
        return new Plan(masks, [.. weights], [.. group], times);
    }

    private static IEnumerable<bool[]> Subsets(int words, int size)
    {
        foreach (var set in WordSets.Of(words, size))
        {
            var mask = new bool[words];
            foreach (var w in set) { mask[w] = true; }
            yield return mask;
        }
    }
}
