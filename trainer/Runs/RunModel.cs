using System.Globalization;
using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>The model of a stored run, opened again: from its kept weights, else trained again from its settings, which gives the
/// same bits on the same machine. Either way some stored predictions are compared.</summary>
internal sealed class RunModel : IDisposable
{
    private const int MostCompared = 64;

    private RunModel(RunSummary run, RunDetails details, TrainingCell cell, FewShotModel model, int[] train, bool kept) =>
        (Run, Details, Cell, Model, Train, FromKeptWeights) = (run, details, cell, model, train, kept);

    /// <summary>The run.</summary>
    public RunSummary Run { get; }

    /// <summary>Its details.</summary>
    public RunDetails Details { get; }

    /// <summary>Everything that determined it.</summary>
    public TrainingCell Cell { get; }

    /// <summary>The model, ready to read texts.</summary>
    public FewShotModel Model { get; }

    /// <summary>Positions of its training texts.</summary>
    public int[] Train { get; }

    /// <summary>True when it was opened from kept weights, false when it was trained again.</summary>
    public bool FromKeptWeights { get; }

    /// <summary>Number of held-out texts that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Largest difference of a probability from the stored one, over the compared texts.</summary>
    public double Deviation { get; private set; }

    /// <summary>Compared texts that now get another label.</summary>
    public int OtherLabels { get; private set; }

    /// <summary>What a person should know, or null when the predictions are the stored ones up to rounding.</summary>
    public string? Warning => OtherLabels == 0 && Deviation <= (Cell.Precision == Precision.Bf16 ? 0.03 : 1e-3) ? null
        : string.Create(CultureInfo.InvariantCulture,
            $"The model of {Run.Id} is not quite the stored one: probabilities differ by up to {Deviation:0.0000}, and {OtherLabels} "
                + $"of {Compared} compared texts get another label. ")
            + (FromKeptWeights ? "This machine or version rounds in another way."
                : "It was trained again; another machine or version gives other bits. Runs made with --keep-weights true need no "
                    + "training.");

    /// <summary>Why a text of one's own cannot be read, or null: a run on pairs needs two texts, and another has no place for a second.
    /// </summary>
    /// <param name="pairs">Whether its corpus holds pairs.</param>
    /// <param name="pair">Second text, or null.</param>
    public static string? Refusal(RunSummary run, bool pairs, string? pair) => (pairs, pair) switch
    {
        (true, _) when string.IsNullOrWhiteSpace(pair) =>
            $"Run {run.Id} learnt from the pairs of {run.Dataset}, and one text was given; expected two.",
        (false, not null) => $"Run {run.Id} learnt from the single texts of {run.Dataset}, and two were given; expected one.",
        _ => null,
    };

    /// <param name="store">Store with the run and its texts.</param>
    /// <param name="id">Id of the run.</param>
    /// <param name="encoder">Folder of its encoder; null searches where the run was made, inside the program, and
    /// DMLSTUDIO_ENCODER.</param>
    /// <param name="device">Where it shall live.</param>
    /// <param name="progress">Told the steps done when it is trained again.</param>
    /// <param name="interrupt">Stops between steps and batches.</param>
    /// <exception cref="InvalidDataException">Run, encoder or texts are not there, or not those of the run.</exception>
    public static RunModel Open(RunStore store, string id, string? encoder, Device device, Action<int> progress,
        CancellationToken interrupt)
    {
        var run = store.Run(id) ?? throw new InvalidDataException(
            $"There is no run {id} in {store.Root}. \"trainer runs\" lists them; --out names another folder.");
        var details = store.Details(id) ?? throw new InvalidDataException(
            $"Run {id} is {run.Status.ToString().ToLowerInvariant()}, expected done. Make it first: the same \"trainer run\" command "
                + "goes on with it.");
        var texts = store.Texts(run.Corpus) ?? throw new InvalidDataException(
            $"The texts of {run.Dataset} (checksum {run.Corpus}) are not in {store.Root}. Copy the whole runs folder, its folder "
                + "texts included.");
        var cell = StoredCell.Of(run, details, Corpus.Of(texts), store.Texts, encoder);
        var kept = store.Weights(id);
        // Trained again, it rounds as it was made.
        using var threads = new ThreadCount(kept is null ? Threads(details) : null);
        var train = kept?.Train ?? details.Space?.TrainIndex ?? FewShotTraining.Split(cell).Train;
        var model = kept is not null
            ? WeightPacking.Open(cell, kept, device)
            : FewShotTraining.Train(cell, train, device, (step, _) => progress(step), interrupt).Model;
        var opened = new RunModel(run, details, cell, model, train, kept is not null);
        try { opened.Compare(interrupt); }
        catch
        {
            opened.Dispose();
            throw;
        }
        return opened;
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static int? Threads(RunDetails details) => int.TryParse(details.Environment.FirstOrDefault(v => v.Name == "threads")?.Value,
        NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is > 0 and <= 1024 ? threads : null;

    private void Compare(CancellationToken interrupt)
    {
        var stored = Details.Predictions.Rule(Run.MainRule);
        if (stored is null) { return; }
        var classes = Run.Labels.Count;
        Compared = Math.Min(MostCompared, Details.Predictions.Count);
        int[] rows = [.. Enumerable.Range(0, Compared).Select(i => (int)((long)i * Details.Predictions.Count / Compared))];
        var texts = Cell.Corpus.Tokens.Of(rows.Select(r => Details.Predictions.TextIndex[r]));
        var now = ClassScores.Softmax(Scores(texts, interrupt), classes);
        var labels = ClassScores.Largest(now, classes);
        for (var i = 0; i < rows.Length; i++)
        {
            if (labels[i] != stored.Predicted[rows[i]]) { OtherLabels++; }
            for (var c = 0; c < classes; c++)
            {
                Deviation = Math.Max(Deviation, Math.Abs(now[i * classes + c] - stored.Probabilities[rows[i] * classes + c]));
            }
        }
    }

    /// <summary>Scores of the labels by the run's main rule; their softmax are its probabilities.</summary>
    /// <param name="texts">Tokens of the texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    public float[] Scores(IReadOnlyList<Tokenizers.TokenizedText> texts, CancellationToken interrupt) =>
        Model.Decide(Run.MainRule, texts, interrupt);
}
