using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Runs of some steps on 60 texts with one telling word each, made without a command.</summary>
internal static class ToyRuns
{
    /// <param name="root">Runs folder; the table lies in it too.</param>
    /// <param name="good">Four words of the label "yes".</param>
    /// <param name="bad">Four words of the label "no".</param>
    public static (RunStore Store, RunSummary[] Runs) Make(string root, string[] good, string[] bad, int steps, params string[] losses) =>
        Make(root, good, bad, steps, losses, pairs: false);

    /// <summary>The same, of texts or of pairs.</summary>
    /// <param name="pairs">Whether each text has a second one.</param>
    public static (RunStore Store, RunSummary[] Runs) Make(string root, string[] good, string[] bad, int steps, string[] losses, bool pairs)
    {
        var file = Path.Combine(root, "toy.csv");
        File.WriteAllLines(file,
            [pairs ? "text,second,label" : "text,label", .. Enumerable.Range(0, 60)
                .Select(i => $"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]}{(pairs ? $",thing {i}" : "")},"
                    + (i % 2 == 0 ? "yes" : "no"))]);
        var plan = new ExperimentPlan
        {
            Encoder = EncoderFolders.Default(),
            Datasets = [file],
            Losses = losses,
            Repetitions = 1,
            Settings = new TrainingSettings { Shots = 8, Steps = steps, Precision = PrecisionSetting.Fp32, KeepWeights = true },
        };
        var store = RunStore.Open(root);
        var columns = new TableColumns(Pair: pairs ? "second" : null);
        var experiment = new Experiment(plan, store, DataFolders.Default(null), columns, TimeProvider.System, "test");
        return (store, [.. experiment.Cells.Select(c => experiment.Make(c, _ => { }, CancellationToken.None))]);
    }
}
