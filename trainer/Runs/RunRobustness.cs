using System.Globalization;
using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Robustness;

namespace DmlStudio.Trainer.Runs;

/// <summary>Tests how a stored run stands small edits of its held-out texts. Texts and edits come from the seed and the
/// draw alone, so that all losses of a draw meet the same edited texts.</summary>
internal static class RunRobustness
{
    /// <summary>What is tested.</summary>
    /// <param name="Texts">Held-out texts, at least 1.</param>
    /// <param name="Seeds">Draws of an edit by chance, at least 1.</param>
    public sealed record Choice(int Texts, int Seeds, IReadOnlyList<Perturbation> Edits)
    {
        /// <summary>How the test is made, as it is stored.</summary>
        /// <param name="seed">Seed of the run.</param>
        /// <param name="pairs">Whether texts of its corpus have second ones.</param>
        public IReadOnlyList<SettingValue> Values(long seed, bool pairs) =>
        [
            new("robustness", "texts", Texts.ToString(CultureInfo.InvariantCulture), "200"),
            new("robustness", "seeds", Seeds.ToString(CultureInfo.InvariantCulture), "5"),
            new("robustness", "edits", string.Join(',', Edits.Select(e => e.Name)),
                string.Join(',', PerturbationTable.All.Select(e => e.Name))),
            new("robustness", "seed", seed.ToString(CultureInfo.InvariantCulture), ""),
            .. pairs ? new[] { new SettingValue("robustness", "pairs", "each text alone", "") } : [],
        ];

        /// <summary>Whether a stored test is this one.</summary>
        /// <param name="found">Stored test.</param>
        /// <param name="seed">Seed of the run.</param>
        /// <param name="pairs">Whether texts of its corpus have second ones.</param>
        public bool Made(Records.Robustness found, long seed, bool pairs)
        {
            return Values(seed, pairs).SequenceEqual(found.Settings);
        }
    }

    /// <param name="model">Model of the run.</param>
    /// <param name="choice">What is tested.</param>
    /// <param name="told">Told the edits done.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static Records.Robustness Of(RunModel model, Choice choice, Action<int> told, CancellationToken interrupt)
    {
        var (cell, run) = (model.Cell, model.Run);
        var order = (int[])model.Details.Predictions.TextIndex.Clone();
        Seeds.Source(cell.Seed, FormattableString.Invariant($"robustness/{cell.Repetition}")).Shuffle(order);
        RobustnessTest.Subject[] subjects =
            [.. order.Take(choice.Texts).Select(i => (Index: i, Text: cell.Corpus.Source.Texts[i]))
                .Select(t => new RobustnessTest.Subject(t.Index, t.Text.Text, t.Text.Pair, t.Text.Label))];
        var (results, flips) = RobustnessTest.Of(subjects, choice.Edits, choice.Seeds,
            (edit, seed, text) => Seeds.Source(cell.Seed,
                FormattableString.Invariant($"robustness/{edit}/{seed}/{cell.Corpus.Source.Texts[text].Id}")),
            (text, pair) => cell.Corpus.Tokens.Of(text, pair).Ids,
            texts => ClassScores.Softmax(model.Scores([.. texts.Select(t => cell.Corpus.Tokens.Of(t.Text, t.Pair))], interrupt),
                run.Labels.Count), told);
        return new Records.Robustness(run.MainRule, subjects.Length, results, flips, choice.Values(cell.Seed, cell.Corpus.Source.HasPairs));
    }
}
