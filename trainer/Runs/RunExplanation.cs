using DmlStudio.Records;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;

namespace DmlStudio.Trainer.Runs;

/// <summary>Explains some held-out predictions of a model that was just trained, with LIME.</summary>
internal static class RunExplanation
{
    /// <summary>Held-out texts to explain: the same for every loss of a draw, so that losses can be laid side by side.</summary>
    /// <param name="test">Held-out texts.</param>
    public static int[] Texts(TrainingCell cell, int[] test)
    {
        var order = (int[])test.Clone();
        Seeds.Source(cell.Seed, FormattableString.Invariant($"explain/{cell.Repetition}")).Shuffle(order);
        return order[..Math.Min(order.Length, cell.Settings.Explain)];
    }

    /// <param name="model">Its model after training.</param>
    /// <param name="texts">Positions of the texts.</param>
    /// <param name="publish">Receives the explanations of some texts at a time.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static void Of(TrainingCell cell, FewShotModel model, int[] texts, IReadOnlyList<AttributionChoice> methods,
        Action<IReadOnlyList<Explanation>> publish, CancellationToken interrupt)
    {
        using var asked = new ExplainedModel(cell, model);
        var request = new ExplainRequest { Methods = methods, Settings = new AttributionSettings { Masks = cell.Settings.Masks } };
        new Explainer(asked, request).Run(texts.Select(i => ExplainItem.Of(cell.Corpus.Source, i)), (some, _) => publish(some),
            (_, _) => { }, interrupt);
    }
}
