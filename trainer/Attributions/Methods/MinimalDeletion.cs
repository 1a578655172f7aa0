using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>The fewest words without which the model says another label. All sets of a size are tried where they are few; otherwise the
/// sets that lowered the label most are extended (beam).</summary>
/// <remarks>Weights are 1 for the words of the set and 0 elsewhere.</remarks>
internal sealed class MinimalDeletion : IAttributionMethod
{
    private const int MostWords = 10;

    /// <inheritdoc/>
    public IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings)
    {
        return [.. Enumerable.Range(0, words).Select(w => (WordSets.Without(words, [w]), settings.Absence))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        var label = text.Whole.Predicted;
        var target = new ExplainTarget("probability", label);
        var weights = new double[text.Words];
        List<int[]> beam = [[]];
        var (exact, passes, size) = (true, 1, 0);
        while (++size <= Math.Min(text.Words, MostWords))
        {
            var all = ShapleyValues.Choose(text.Words, size) <= settings.Exhaustive;
            int[][] sets = all ? [.. WordSets.Of(text.Words, size)]
                : [.. beam.SelectMany(b => Enumerable.Range(0, text.Words).Where(w => !b.Contains(w))
                    .Select(w => b.Append(w).Order().ToArray())).DistinctBy(s => string.Join(' ', s))];
            var answers = text.Of([.. sets.Select(s => WordSets.Without(text.Words, s))], settings.Absence);
            passes += sets.Length;
            var flips = sets.Zip(answers).Where(a => a.Second.Predicted != label).ToArray();
            if (flips.Length > 0)
            {
                var (set, answer) = flips.MaxBy(f => f.Second.Probability(f.Second.Predicted));
                foreach (var w in set) { weights[w] = 1; }
                return [Make(new Flip(set, answer.Predicted, answer.Probability(answer.Predicted), exact), null)];
            }
            exact &= all;
            beam = [.. sets.Zip(answers).OrderBy(a => a.Second.LogOdds(label)).Take(settings.Beam).Select(a => a.First)];
        }
        return [Make(null, FormattableString.Invariant(
            $"No deletion of up to {size - 1} words {(exact ? "changes the prediction" : "that was tried changes the prediction")}."))];

        Attribution Make(Flip? flip, string? warning) => new(target, weights)
        {
            Absence = settings.Absence,
            Flip = flip,
            ForwardPasses = passes,
            Warning = warning,
            Settings = [AttributionSettings.Value("minimal-deletion", "beam", settings.Beam),
                AttributionSettings.Value("minimal-deletion", "exhaustive", settings.Exhaustive)],
        };
    }

    /// <inheritdoc/>
    public bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings) =>
        IAttributionMethod.IsAbsentSo(stored, settings) && IAttributionMethod.IsStored(stored, "beam", settings.Beam)
        && IAttributionMethod.IsStored(stored, "exhaustive", settings.Exhaustive);
}
