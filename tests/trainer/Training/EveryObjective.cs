using DmlStudio.Settings;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>Cells of every objective of the table, and of combinations of them, with a tiny encoder.</summary>
internal static class EveryObjective
{
    public static readonly TrainingSettings Settings =
        new() { Shots = 24, Steps = 40, LearningRate = 5e-3, Dropout = 0.05, ProxyLrMultiplier = 10, WarmupSteps = 4 };

    /// <summary>Objectives by name.</summary>
    public static IEnumerable<string> Keys =>
    [
        "cce", .. ObjectiveTable.All.Select(o => o.Key), .. ObjectiveTable.All.Where(o => o.Term is not null && !o.BringsCrossEntropy)
            .Select(o => "cce+" + o.Key),
        "ensemble(cce,sup-con,soft-triple)", "epo(pull,push)", "epo(cce,sup-con,proxy-anchor)", "linear(pull,push)",
            "two-stage(proxy-anchor)",
    ];

    // Many terms are tried at the published rates elsewhere; here a short test must see them move.
    public static TrainingCell Cell(string loss)
    {
        var cell = Toy.Cell(loss, Settings);
        cell = loss.EndsWith("n-pairs", StringComparison.Ordinal)
            ? cell with { LossSettings = new NPairsSettings { Temperature = 0.1 } }
            : cell;
        // SupCon ends near log 11 and not near 0: an equal preference would drive cross-entropy up to meet it.
        if (loss == "epo") { cell = cell with { LossSettings = new EpoSettings { Preference = "9,1" } }; }
        return cell with { Settings = cell.Settings with { LearningRate = cell.Settings.LearningRate == 0 ? 0 : 5e-3 } };
    }

    public static TrainingCell Short(TrainingCell cell) =>
        cell.Settings.Steps == 0 ? cell : cell with { Settings = cell.Settings with { Steps = 6, Epochs = 0 } };
}
