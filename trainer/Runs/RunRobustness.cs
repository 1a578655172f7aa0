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
    private const string EditsName = "edits";

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
            new("robustness", EditsName, string.Join(',', Edits.Select(e => e.Name)),
                string.Join(',', PerturbationTable.All.Select(e => e.Name))),
            new("robustness", "seed", seed.ToString(CultureInfo.InvariantCulture), ""),
            .. pairs ? new[] { new SettingValue("robustness", "pairs", "each text alone", "") } : [],
        ];

        /// <summary>Whether a stored test is made as this one, if of other edits: then the two may stand together.</summary>
        /// <param name="found">Stored test.</param>
        /// <param name="seed">Seed of the run.</param>
        /// <param name="pairs">Whether texts of its corpus have second ones.</param>
        public bool IsAlike(Records.Robustness found, long seed, bool pairs) =>
            ButEdits(Values(seed, pairs)).SequenceEqual(ButEdits(found.Settings));

        /// <summary>What a stored test, made as this one, leaves to be made.</summary>
        public Choice Without(Records.Robustness found) =>
            this with { Edits = [.. Edits.Where(e => found.Results.All(r => r.Name != e.Name))] };

        /// <summary>How a stored test was made, in words.</summary>
        public static string Words(Records.Robustness found) =>
            string.Join(", ", ButEdits(found.Settings).Select(s => $"{s.Name} {s.Value}"));

        private static IEnumerable<SettingValue> ButEdits(IEnumerable<SettingValue> settings) => settings.Where(s => s.Name != EditsName);
    }

    /// <summary>A test with the edits of an earlier one that it did not make, in the order of the table.</summary>
    /// <param name="before">The earlier test, made with the same texts and seeds.</param>
    /// <param name="found">The test.</param>
    public static Records.Robustness Joined(Records.Robustness before, Records.Robustness found)
    {
        var made = found.Results.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        PerturbationResult[] results = [.. before.Results.Where(r => !made.Contains(r.Name)).Concat(found.Results)
            .OrderBy(r => Place(r.Name))];
        return found with
        {
            Results = results,
            Flips = [.. before.Flips.Where(f => !made.Contains(f.Perturbation)).Concat(found.Flips).OrderBy(f => Place(f.Perturbation))],
            Settings = [.. found.Settings.Select(s =>
                s.Name == EditsName ? s with { Value = string.Join(',', results.Select(r => r.Name)) } : s)],
        };
    }

    // One that the table no longer has stands behind the others.
    private static int Place(string edit) =>
        PerturbationTable.All.Index().Where(p => p.Item.Name == edit).Select(p => p.Index).DefaultIfEmpty(int.MaxValue).First();

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
