using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>The front of a run: where its own preference ended, and where others end that are trained for the purpose.</summary>
internal static class ParetoFront
{
    /// <summary>Tables <c>pareto-front</c> (preferences × objectives, losses without dropout on the sample) and
    /// <c>preference-rays</c>.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of its training texts.</param>
    /// <param name="model">Its model after training.</param>
    /// <returns>Nothing for an objective without preferences.</returns>
    public static IReadOnlyList<TraceTable> Of(TrainingCell cell, int[] train, FewShotModel model)
    {
        if (model.Objective is not ParetoObjective objective) { return []; }
        var count = cell.LossSettings switch { EpoSettings e => e.Front, ScalarisationSettings s => s.Front, _ => 0 };
        var rows = new List<(double[] Preference, float[] Losses)> { ([.. objective.Preference], objective.Losses(model.Network)) };
        foreach (var preference in count == 0 ? [] : Preferences(count, objective.Names.Count, cell.LossSettings is ScalarisationSettings))
        {
            var text = string.Join(',', preference.Select(p => p.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
            object settings = cell.LossSettings is EpoSettings epo
                ? epo with { Preference = text, Front = 0 }
                : ((ScalarisationSettings)cell.LossSettings!) with { Weights = text, Front = 0 };
            var (other, _, _) = FewShotTraining.Train(cell with { LossSettings = settings }, train, model.Network.Device,
                (_, _) => { }, CancellationToken.None);
            using (other) { rows.Add((preference, ((ParetoObjective)other.Objective).Losses(other.Network))); }
        }
        string[] names = [.. rows.Select(r =>
            string.Join(" : ", r.Preference.Select(p => p.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))))];
        return
        [
            new TraceTable("pareto-front", names, objective.Names, [.. rows.SelectMany(r => r.Losses)]),
            new TraceTable("preference-rays", names, objective.Names, [.. rows.SelectMany(r => r.Preference.Select(p => (float)p))]),
        ];
    }

    // Two objectives: preferences along the circle, weights of a sum in even steps (nine: 0.1 to 0.9); more: one
    // objective in turn weighs four times the others.
    private static IReadOnlyList<double[]> Preferences(int count, int objectives, bool weights) => objectives == 2
        ? weights ? [.. Enumerable.Range(1, count).Select(i => new[] { i / (count + 1.0), 1 - i / (count + 1.0) })]
            : PreferenceVectors.Circle(count)
        : [.. Enumerable.Range(0, count)
            .Select(i => Enumerable.Range(0, objectives).Select(j => i % objectives == j ? 4.0 * (1 + i / objectives) : 1.0).ToArray())];
}
