using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Training;

/// <summary>Explains predictions of a trained model with LIME: words as units, an absent word's tokens are masked; the
/// masks of several texts go through the encoder together.</summary>
public static class RunExplanation
{
    private const int Queue = 8192;
    private static readonly string[] Targets = ["probability", "log-odds"];

    /// <summary>Held-out texts to explain: the same for every loss of a draw, so that losses can be laid side by side.</summary>
    /// <param name="cell">Run.</param>
    /// <param name="test">Held-out texts.</param>
    public static int[] Texts(TrainingCell cell, int[] test)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(test);
        var order = (int[])test.Clone();
        Seeds.Source(cell.Seed, FormattableString.Invariant($"explain/{cell.Repetition}")).Shuffle(order);
        return order[..Math.Min(order.Length, cell.Settings.Explain)];
    }

    /// <summary>Explains.</summary>
    /// <param name="cell">Run.</param>
    /// <param name="model">Its model after training.</param>
    /// <param name="texts">Positions of the texts.</param>
    /// <param name="profile">LIME profile.</param>
    /// <param name="publish">Receives the explanations of some texts at a time.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static void Of(TrainingCell cell, FewShotModel model, int[] texts, LimeProfile profile, Action<IReadOnlyList<Explanation>> publish, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(publish);
        var work = new List<Plan>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (Prepare(cell, texts[i], profile) is { } plan) { work.Add(plan); }
            if (work.Count > 0 && (i == texts.Length - 1 || work.Sum(p => p.Sample.Masks.Count) > Queue))
            {
                publish(Solve(cell, model, work, profile, interrupt));
                work.Clear();
            }
        }
    }

    private sealed record Plan(int Text, TokenizedText Tokens, IReadOnlyList<(int Start, int End)> Words, int[] Seen, int[] Owner, MaskSampler Sample);

    private static Plan? Prepare(TrainingCell cell, int text, LimeProfile profile)
    {
        var tokens = cell.Corpus[text];
        var words = WordSpans.Of(cell.Corpus.Corpus.Texts[text].Text);
        var owner = WordSpans.WordOfToken(tokens, words);
        int[] seen = [.. owner.Where(w => w >= 0).Distinct().Order()];
        return seen.Length == 0 ? null : new Plan(text, tokens, words, seen, owner, MaskSampler.Draw(profile, seen.Length, cell.Settings.Masks,
            Seeds.Source(cell.Seed, FormattableString.Invariant($"masks/{cell.Corpus.Corpus.Texts[text].Id}"))));
    }

    private static List<Explanation> Solve(TrainingCell cell, FewShotModel model, List<Plan> work, LimeProfile profile, CancellationToken interrupt)
    {
        var maskId = cell.Corpus.Tokenizer.Special.MaskId;
        var classes = cell.Corpus.Corpus.Labels.Count;
        var inputs = new List<TokenizedText>();
        foreach (var plan in work)
        {
            TokenizedText With(bool[] mask)
            {
                var present = plan.Seen.Where((_, w) => mask[w]).ToHashSet();
                return plan.Tokens with { Ids = [.. plan.Tokens.Ids.Select((id, t) => plan.Owner[t] < 0 || present.Contains(plan.Owner[t]) ? id : maskId)] };
            }
            inputs.Add(plan.Tokens);
            inputs.Add(With(new bool[plan.Seen.Length]));
            inputs.AddRange(plan.Sample.Masks.Select(With));
        }
        var (embeddings, logits) = model.Read(inputs, interrupt);
        // A loss without cross-entropy has no trained head; its proxies decide.
        var scores = LossTable.Parse(cell.Loss).CrossEntropy ? logits : model.ClassScores(embeddings);
        var found = new List<Explanation>();
        if (scores is null) { return found; }
        double[] Row(int i) => [.. scores.AsSpan(i * classes, classes).ToArray().Select(v => (double)v)];
        var at = 0;
        foreach (var plan in work)
        {
            var label = Array.IndexOf(Row(at), Row(at).Max());
            foreach (var target in Targets)
            {
                double Value(int i) => LimeTargets.Of(target, Row(i), label);
                var first = at + 2;
                var fit = LimeSurrogate.Fit(plan.Sample, [.. Enumerable.Range(first, plan.Sample.Masks.Count).Select(Value)], profile);
                found.Add(new Explanation
                {
                    TextIndex = plan.Text,
                    Method = "lime",
                    Profile = profile.Name,
                    Target = target,
                    Label = label,
                    Words = [.. plan.Words.Select((w, i) => new WordWeight(w.Start, w.End, Array.IndexOf(plan.Seen, i) is var s and >= 0 ? fit.Coefficients[s] : null))],
                    Intercept = fit.Intercept,
                    RSquared = fit.RSquared,
                    NoiseFloor = fit.NoiseFloor,
                    Kkt = fit.Kkt,
                    ValueAtText = Value(at),
                    ValueAllAbsent = Value(at + 1),
                    ForwardPasses = plan.Sample.Masks.Count + 2,
                    Settings = Settings(cell, profile),
                });
            }
            at += plan.Sample.Masks.Count + 2;
        }
        return found;
    }

    private static SettingValue[] Settings(TrainingCell cell, LimeProfile profile)
    {
        static string Number(double v) => v.ToString("R", CultureInfo.InvariantCulture);
        return
        [
            new("lime", "profile", profile.Name, "captum"),
            new("lime", "masks", cell.Settings.Masks.ToString(CultureInfo.InvariantCulture), "1000"),
            new("lime", "sigma", Number(profile.Sigma), ""),
            new("lime", "surrogate", profile.Lasso ? "lasso" : "ridge", ""),
            new("lime", "alpha", Number(profile.Alpha) + (profile.Relative ? " relative" : ""), ""),
            new("lime", "absence", "mask token", ""),
            new("lime", "solver", "Microsoft.ML SDCA, then exact descent", ""),
        ];
    }
}
