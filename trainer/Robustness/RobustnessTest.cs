using DmlStudio.Inference;
using DmlStudio.Records;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits texts, asks a model again and counts what changed. Of a pair, each text is edited while the other
/// stays: an edit of both at once, such as a negation, may leave their relation as it was. Knows a scorer, not a model.</summary>
internal static class RobustnessTest
{
    /// <summary>A text with its label.</summary>
    /// <param name="Index">Position in the corpus.</param>
    /// <param name="Pair">Second text, or null; it is edited in cases of its own.</param>
    /// <param name="Label">True label.</param>
    public sealed record Subject(int Index, string Text, string? Pair, int Label);

    /// <param name="seeds">Draws of an edit by chance, at least 1.</param>
    /// <param name="random">Chance for an edit, a draw and a text; the same for all models that are to be compared.</param>
    /// <param name="tokens">Token ids of a text.</param>
    /// <param name="score">Probabilities of texts, row by row, [N · C].</param>
    /// <param name="told">Told the edits done.</param>
    public static (IReadOnlyList<PerturbationResult> Results, IReadOnlyList<PerturbedText> Flips) Of(IReadOnlyList<Subject> subjects,
        IReadOnlyList<Perturbation> edits, int seeds,
        Func<string, int, int, Random> random, Func<string, string?, IReadOnlyList<int>> tokens,
            Func<IReadOnlyList<(string Text, string? Pair)>, float[]> score, Action<int> told)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects.Count, 1);
        var before = score([.. subjects.Select(s => (s.Text, s.Pair))]);
        var classes = before.Length / subjects.Count;
        var predicted = ClassScores.Largest(before, classes);
        var ids = subjects.Select(s => tokens(s.Text, s.Pair)).ToArray();
        var results = new List<PerturbationResult>();
        var flips = new List<PerturbedText>();
        for (var e = 0; e < edits.Count; e++)
        {
            var edit = edits[e];
            var draws = edit.ByChance ? seeds : 1;
            List<(int Subject, int Seed, string Text, string? Pair, EditedPart Part)> cases = [];
            for (var i = 0; i < subjects.Count; i++)
            {
                for (var seed = 0; seed < draws; seed++)
                {
                    var chance = random(edit.Name, seed, subjects[i].Index);
                    var (first, second) = (subjects[i].Text, subjects[i].Pair);
                    if (edit.Edit(first, chance) is var text && text != first)
                    {
                        cases.Add((i, seed, text, second, second is null ? EditedPart.Only : EditedPart.First));
                    }
                    if (second is not null && edit.Edit(second, chance) is var pair && pair != second)
                    {
                        cases.Add((i, seed, first, pair, EditedPart.Second));
                    }
                }
            }
            // Equal tokens give equal answers; asking again would only add rounding from another batch.
            bool[] same = [.. cases.Select(c => tokens(c.Text, c.Pair).SequenceEqual(ids[c.Subject]))];
            var asked = cases.Where((_, i) => !same[i]).Select(c => (c.Text, c.Pair)).ToArray();
            var after = asked.Length == 0 ? [] : score(asked);
            int rightBefore = 0, rightAfter = 0, flipped = 0, secondFlipped = 0, at = 0;
            double shift = 0;
            for (var i = 0; i < cases.Count; i++)
            {
                var (subject, seed, text, pair, part) = cases[i];
                var was = before.AsSpan(subject * classes, classes);
                var now = same[i] ? was : after.AsSpan(at++ * classes, classes);
                int old = predicted[subject], label = subjects[subject].Label, found = ClassScores.Largest(now, classes)[0];
                if (old == label) { rightBefore++; }
                if (found == label) { rightAfter++; }
                shift += Math.Abs(now[old] - was[old]);
                if (found == old) { continue; }
                flipped++;
                if (part == EditedPart.Second) { secondFlipped++; }
                flips.Add(new PerturbedText(edit.Name, seed, subjects[subject].Index, text, pair, old, found, was[old], now[found], part));
            }
            results.Add(new PerturbationResult(edit.Name, edit.Title, edit.Group, edit.KeepsLabel, draws, cases.Select(c => c.Subject)
                .Distinct().Count(), cases.Count, same.Count(s => s),
                rightBefore, rightAfter, flipped, cases.Count == 0
                    ? 0
                    : shift / cases.Count, cases.Count(c => c.Part == EditedPart.Second), secondFlipped));
            told(e + 1);
        }
        return (results, flips);
    }
}
