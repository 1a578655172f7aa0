using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Loop;

namespace DmlStudio.Trainer.Runs;

/// <summary>Judges a trained run on another dataset without refitting: labels are matched by name. A text whose label the source does not
/// have is left out (ternary to binary drops neutral), and a label that the other dataset does not have cannot be predicted.</summary>
/// <remarks>After the cross-domain tables of work on DynaSent (Potts et al. 2021, arXiv:2012.15349).</remarks>
internal static class CrossEvaluation
{
    /// <summary>The labels that both corpora have, in the order of the source.</summary>
    /// <param name="source">Where the run was trained.</param>
    /// <param name="target">Where it is tested.</param>
    /// <exception cref="InvalidDataException">Fewer than two labels are common.</exception>
    public static IReadOnlyList<string> Common(Corpus source, Corpus target)
    {
        string[] common = [.. Match(source.Labels, target.Labels).Where(i => i >= 0).Order().Select(i => source.Labels[i])];
        return common.Length >= 2 ? common
            : throw new InvalidDataException(
                $"{source.Name} ({string.Join(", ", source.Labels.Take(8))}) and {target.Name} "
                    + $"({string.Join(", ", target.Labels.Take(8))}) have "
                + $"{(common.Length == 0 ? "no label" : "only " + common[0])} in common, expected at least two of the same name. Test "
                    + "on another dataset, or rename the labels.");
    }

    /// <summary>The texts that a dataset is tested with: its official test part where it has one, otherwise all.</summary>
    /// <param name="target">The dataset.</param>
    public static IReadOnlyList<TextRecord> TestPart(Corpus target)
    {
        return target.PoolCount < target.Texts.Count ? [.. target.Texts.Skip(target.PoolCount)] : target.Texts;
    }

    /// <param name="run">The run's model.</param>
    /// <param name="target">The other dataset.</param>
    /// <param name="most">Texts at most, the same for every run; 0 for all.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static CrossResult Of(RunModel run, Corpus target, int most, CancellationToken interrupt)
    {
        var source = run.Cell.Corpus.Source;
        var common = Common(source, target);
        var columns = Match(source.Labels, target.Labels);
        int[] rows = [.. columns.Where(c => c >= 0).Order()];
        // What a run has read without labels it knows too.
        var trained = run.Train.Select(i => source.Texts[i]).Concat(FewShotTraining.UnlabelledTexts(run.Cell))
            .Select(t => TextIdentity.Normalise(t.Text, t.Pair)).ToHashSet(StringComparer.Ordinal);
        var part = TestPart(target);
        var drawn = part.ToArray();
        if (most > 0 && drawn.Length > most)
        {
            Seeds.Source(run.Run.Seed, "cross/" + target.Checksum).Shuffle(drawn);
            drawn = drawn[..most];
        }
        var known = drawn.Select(t => (Text: t, Label: Array.IndexOf(rows, columns[t.Label]))).ToArray();
        var judged = known.Where(k => k.Label >= 0 && !trained.Contains(TextIdentity.Normalise(k.Text.Text, k.Text.Pair))).ToArray();
        TokenizedText[] tokens = [.. judged.Select(j => run.Cell.Corpus.Tokens.Of(j.Text.Text, j.Text.Pair))];
        var scores = judged.Length == 0 ? [] : run.Scores(tokens, interrupt);
        var confusion = new int[common.Count * common.Count];
        for (var i = 0; i < judged.Length; i++)
        {
            var best = Enumerable.Range(0, common.Count).MaxBy(c => scores[i * source.Labels.Count + rows[c]]);
            confusion[judged[i].Label * common.Count + best]++;
        }
        var other = known.Count(k => k.Label < 0);
        return new CrossResult(target.Name, target.Checksum, common, run.Run.MainRule, judged.Length, other,
            known.Length - other - judged.Length, confusion);
    }

    // The label of the source that each label of the target is, or -1: the same name; where case alone tells them apart, the one name that
    // is alike and has no namesake of its own, if on both sides there is just one.
    private static int[] Match(IReadOnlyList<string> source, IReadOnlyList<string> target)
    {
        var exact = target.Intersect(source, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        int[] Alike(IReadOnlyList<string> labels, string label) => [.. Enumerable.Range(0, labels.Count)
            .Where(i => !exact.Contains(labels[i]) && string.Equals(labels[i], label, StringComparison.OrdinalIgnoreCase))];
        return [.. target.Select(label => Enumerable.Range(0, source.Count).FirstOrDefault(i => source[i] == label,
            Alike(target, label).Length == 1 && Alike(source, label) is [var one] ? one : -1))];
    }
}
