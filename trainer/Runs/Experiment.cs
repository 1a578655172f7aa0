using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>Makes the runs of a plan: finished ones are left alone, an unfinished one is made again from its start (the same
/// bits), and everything is published as it comes.</summary>
internal sealed class Experiment
{
    private readonly ExperimentPlan _plan;
    private readonly RunStore _store;
    private readonly TimeProvider _clock;
    private readonly Lazy<IReadOnlyList<SettingValue>> _environment;
    private readonly string _command;
    private readonly IReadOnlyDictionary<string, TokenizedCorpus> _unlabelled;

    /// <summary>Reads encoder and corpora and lays out the cells.</summary>
    /// <param name="store">Where runs are published.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="columns">Columns of a user's table.</param>
    /// <param name="command">The command that makes the experiment again.</param>
    /// <exception cref="InvalidDataException">Something in the plan cannot be read.</exception>
    public Experiment(ExperimentPlan plan, RunStore store, DataFolders folders, TableColumns columns, TimeProvider clock, string command)
    {
        (_plan, _store, _clock, _command) = (plan, store, clock, command);
        Device = DeviceChoice.Of(plan.Device);
        var encoder = EncoderCheckpoint.Read(plan.Encoder);
        RequireCommon(plan);
        var tokenizer = PromptedTokenizer.Of(CheckpointTokenizer.Open(encoder), encoder.Modules.Prompt(plan.Settings.Prompt));
        Notes = [.. NotesOf(encoder, tokenizer.Prompt, plan.Settings)];
        var corpora = plan.Datasets.Select(d => DatasetTable.Read(d, folders, columns))
            .Select(c => new TokenizedCorpus(c, encoder, tokenizer, plan.Settings.MaxLength)).ToArray();
        Unlabelled = UnlabelledOf(plan, folders, columns);
        _unlabelled = Unlabelled.ToDictionary(u => u.Key,
            u => new TokenizedCorpus(u.Value.Unlabelled(), encoder, tokenizer, plan.Settings.MaxLength), StringComparer.Ordinal);
        var choice = PrecisionChoice.Of(Shared(plan), plan.Probe, Device, precision => Plan(corpora, precision)
            .Count(c => store.Stored(c.Id) is not null));
        Precision = choice;
        // Asked when the first run is made: by then it is decided how many threads make it.
        _environment = new(() => ExperimentEnvironment.Of(encoder, plan.EncoderNamed ?? plan.Encoder, choice, Device));
        Weights = encoder.Count;
        Warning = choice.Warning;
        var all = Plan(corpora, choice.Precision);
        Planned = all.Length;
        Cells = plan.Only is { } only ? Named(all, only) : plan.Shard is { } shard ? shard.Of(all) : all;
        foreach (var cell in Cells.DistinctBy(c => (c.Corpus, c.Loss))) { CellCheck.Require(cell); }
        RequireReading(store);
        if (_unlabelled.Count > 0 && all.All(c => c.Unlabelled is null))
        {
            throw new InvalidDataException(
                $"--unlabelled-from names {string.Join(", ", _unlabelled.Keys)}, and no loss of the plan reads unlabelled texts. "
                    + "Add --losses recommended-unlabelled, or --unlabelled with how many are read.");
        }
        Unexpected = encoder.Unexpected;
        Names = store.DatasetNames()
            .With(corpora.Select(c =>
                new ContentNames.Known(c.Source.Name, c.Source.Checksum, c.Source.Content, _clock.GetUtcNow().ToUnixTimeMilliseconds())));
        // Wrong shots are told before anything is written.
        foreach (var cell in Cells.Where(c => c.Repetition == 0).DistinctBy(c => (c.Corpus, c.Settings.Shots)))
        {
            FewShotTraining.Split(cell);
        }
    }

    /// <summary>Where its models live.</summary>
    public Device Device { get; }

    /// <summary>Whether nobody named one, so that several GPUs may be used.</summary>
    public bool IsDeviceChosen => DeviceChoice.IsAuto(_plan.Device);

    /// <summary>Its number format, and who chose it.</summary>
    public PrecisionChoice Precision { get; }

    /// <summary>Number of weights of its encoder.</summary>
    public long Weights { get; }

    /// <summary>What a person should know before it starts, or null.</summary>
    public string? Warning { get; }

    /// <summary>What the checkpoint asks for besides its weights, and whether it is done.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Tensors of the checkpoint that its architecture does not have, by name; they are left out.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Texts that are read without labels, by the file that was named.</summary>
    public IReadOnlyDictionary<string, PlainTexts> Unlabelled { get; }

    /// <summary>Where its runs are published.</summary>
    public RunStore Store => _store;

    /// <summary>Folder of its encoder.</summary>
    public string EncoderFolder => _plan.Encoder;

    /// <summary>Number of cells of the whole plan; more than are made here when this is a share of it.</summary>
    public int Planned { get; }

    /// <summary>The runs that are made here, in the order they are made.</summary>
    public IReadOnlyList<TrainingCell> Cells { get; }

    /// <summary>Its name.</summary>
    public string Name => _plan.Name;

    /// <summary>Finished runs of the plan.</summary>
    public IReadOnlyList<RunSummary> Done =>
        [.. Cells.Select(c => _store.Stored(c.Id)).OfType<RunSummary>().Where(r => r.Status == RunStatus.Done)];

    /// <summary>Cells without a finished run.</summary>
    public IReadOnlyList<TrainingCell> Open => [.. Cells.Where(c => !IsDone(c))];

    /// <summary>Finished runs that have no weights although the plan says that they shall be kept, and finished runs of which fewer texts
    /// are explained than it says: neither is made of a run that is finished.</summary>
    public (IReadOnlyList<string> Weights, IReadOnlyList<string> Explained) Lacking()
    {
        List<string> weights = [], explained = [];
        foreach (var cell in Cells)
        {
            if (_store.Stored(cell.Id) is not { Status: RunStatus.Done } run) { continue; }
            // Kept only to be opened again, they were not asked for.
            if (cell.Settings.KeepWeights && !_plan.IsTestedElsewhere && !_store.HasWeights(run.Id)) { weights.Add(run.Id); }
            if (run.ExplainedCount < Math.Min(cell.Settings.Explain, run.TestCount)) { explained.Add(run.Id); }
        }
        return (weights, explained);
    }

    /// <summary>Told what a person should know of a run while it is made; nobody by default.</summary>
    public Action<TrainingCell, string> Notice { get; set; } = (_, _) => { };

    /// <summary>The name under which a cell's dataset is shown: with a mark where the runs folder, or the plan, has
    /// another content of this name.</summary>
    public string DatasetOf(TrainingCell cell)
    {
        return Names.Of(cell.Corpus.Source.Name, cell.Corpus.Source.Checksum);
    }

    /// <summary>Names of the datasets of the plan and of the runs folder as it was when the plan was laid out.</summary>
    public ContentNames Names { get; }

    /// <summary>Whether a cell has a finished run by now; another process may have made it.</summary>
    public bool IsDone(TrainingCell cell)
    {
        return _store.Stored(cell.Id)?.Status == RunStatus.Done;
    }

    // The id of a run knows the weights of its encoder, and not how it reads texts.
    private void RequireReading(RunStore store)
    {
        foreach (var cell in Cells)
        {
            if (store.Stored(cell.Id) is { Status: RunStatus.Done, EncoderReading.Length: > 0 } run
                && run.EncoderReading != cell.Corpus.Reading)
            {
                throw new InvalidDataException($"{run.Id} ({run.Loss} on {run.Dataset}) was made with an encoder of the same weights that "
                    + $"reads texts otherwise: the tokenizer or config.json of {EncoderFolder} is another now. Expected the files that "
                    + "were there then. Take another --out for the new ones, or remove the old runs (runs delete).");
            }
        }
    }

    // Texts are read once for all losses, in one format.
    private static void RequireCommon(ExperimentPlan plan)
    {
        foreach (var (name, of) in new (string, Func<TrainingSettings, object>)[]
            { ("prompt", t => t.Prompt), ("max-length", t => t.MaxLength), ("precision", t => t.Precision) })
        {
            if (plan.LossTraining.Values.FirstOrDefault(t => !of(t).Equals(of(plan.Settings))) is { } other)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"The {name} \"{of(other)}\" stands in the section of a loss; expected one for all, since all losses read the same ")
                    + "texts in the same way. Name it above the sections, or make two experiments.");
            }
        }
    }

    private static IEnumerable<string> NotesOf(EncoderCheckpoint encoder, string prompt, TrainingSettings settings)
    {
        var modules = encoder.Modules;
        if (prompt.Length > 0) { yield return $"Every text is read behind \"{prompt}\"; --prompt none leaves it out."; }
        else if (modules.Prompts.Count > 0)
        {
            yield return $"The checkpoint has prompts ({string.Join(", ", modules.Prompts.Keys)}), and none is put before the texts; "
                + "--prompt names one.";
        }
        if (modules.MaxTokens < settings.MaxLength)
        {
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"The checkpoint's own settings read {modules.MaxTokens} tokens of a text; here {settings.MaxLength} are read, as "
                    + $"--max-length says.");
        }
        if (modules.Dense.Count > 0 && !settings.Dense)
        {
            yield return "The checkpoint's Dense layers are left out, as --dense false says.";
        }
        if (modules.Normalizes && !settings.Normalize)
        {
            yield return "The checkpoint ends in Normalize; runs train and compare the vectors before it. --normalize true keeps it.";
        }
    }

    /// <summary>Makes one run and publishes it.</summary>
    /// <param name="progress">Told the steps done.</param>
    /// <param name="interrupt">Stops between steps and batches; the run is then marked as interrupted.</param>
    /// <returns>The finished run.</returns>
    public RunSummary Make(TrainingCell cell, Action<int> progress, CancellationToken interrupt) => Make(cell, progress, interrupt, out _);

    /// <summary>Makes one run, and says whether it was this process that made it.</summary>
    /// <inheritdoc cref="Make(TrainingCell, Action{int}, CancellationToken)"/>
    /// <param name="progress">Told the steps done.</param>
    /// <param name="interrupt">Stops between steps and batches.</param>
    /// <param name="made">False when another process had finished the run just before.</param>
    public RunSummary Make(TrainingCell cell, Action<int> progress, CancellationToken interrupt, out bool made)
    {
        made = true;
        // The clock may be stopped or turned back while a run is made: when it began is read off it once, what follows is measured.
        var (began, since) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        long Now() => (began + _clock.GetElapsedTime(since)).ToUnixTimeMilliseconds();
        _store.PublishTexts(cell.Corpus.Source.ToTextSet());
        if (cell.Unlabelled is { } unlabelled) { _store.PublishTexts(unlabelled.Source.ToTextSet()); }
        using var writer = _store.Claim(cell.Id);
        // Finished by another process between the look and the lock.
        if (writer.Current is { Status: RunStatus.Done } finished)
        {
            made = false;
            return finished;
        }
        var summary = cell.Summary(Now());
        var curve = TrainingCurve.Empty;
        var told = long.MinValue;
        try
        {
            writer.Restart(summary);
            var split = FewShotTraining.Split(cell);
            if (split.Test.Length == 0)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"No held-out text is left to judge this run by: every text of fold {cell.Fold + 1} of {cell.Settings.Folds} "
                            + $"also stands in the training sample, or the fold is empty. ")
                    + "Add texts that are no copies, ask for fewer shots or folds, or test on copies too with --keep-copies true.");
            }
            summary = summary with { Untrained = split.Untrained(cell.Corpus.Source) };
            if (cell.Settings.Unlabelled > 0 && FewShotTraining.Unlabelled(cell).Length == 0)
            {
                Notice(cell, "no text is left to be read without its label: all are trained or tested on. The plain class means stand for "
                    + "the refined ones. Name a file of others with --unlabelled-from, or take fewer --shots.");
            }
            var (model, start, whole, trace) = FewShotTraining.TrainTraced(cell, split.Train, Device, (step, so) =>
            {
                progress(step);
                (curve, summary) = (so, summary with { Step = step, HeardAt = Now(), Skipped = so.Skipped });
                if (step == 1) { foreach (var loss in so.Skipped) { Notice(cell, NoPair(loss.Loss)); } }
                if (summary.HeardAt - told < 1000) { return; }
                told = summary.HeardAt;
                writer.Progress(summary, curve);
            }, interrupt);
            using (model)
            {
                summary = summary with { TrainedAt = Now() };
                writer.Progress(summary with { Message = "evaluating" }, whole);
                var found = RunEvaluation.Of(cell, model, split.Train, split.Test, start, interrupt);
                writer.PublishNeighbours(found.Neighbours);
                writer.Publish(found.Distances);
                if (cell.Settings.KeepWeights) { writer.PublishWeights(WeightPacking.Of(cell, model, split.Train, Device)); }
                var texts = RunExplanation.Texts(cell, split.Test);
                if (texts.Length > 0)
                {
                    writer.Progress(summary with { Message = "explaining", HeardAt = Now() }, whole);
                    RunExplanation.Of(cell, model, texts, AttributionTable.Parse("lime"), some => writer.PublishExplanations(some),
                        interrupt);
                }
                summary = summary with
                {
                    Status = RunStatus.Done,
                    HeardAt = Now(),
                    FinishedAt = Now(),
                    TestCount = split.Test.Length,
                    HeldOut = split.HeldOut,
                    HeldOutFrom = split.HeldOutFrom,
                    Metrics = [.. found.Metrics, .. NamesFit.Of(trace)?.Figures(cell.SharedTexts) ?? []],
                };
                writer.Finish(summary, new RunDetails
                {
                    Settings = cell.Values(),
                    Environment = _environment.Value,
                    Command = _command,
                    Curve = whole,
                    Predictions = found.Predictions,
                    Space = found.Space,
                    Proxies = found.Proxies,
                    Trace = trace,
                });
                return summary;
            }
        }
        catch (OperationCanceledException)
        {
            writer.Progress(summary with { Status = RunStatus.Interrupted, HeardAt = Now(), Message = "stopped by a person" }, curve);
            throw;
        }
        catch (Exception e) when (e is InvalidOperationException or System.Runtime.InteropServices.ExternalException)
        {
            var memory = OutOfMemory.Words(e.Message);
            writer.Progress(summary with { Status = RunStatus.Failed, HeardAt = Now(), Message = memory ?? e.Message }, curve);
            if (memory is not null) { throw new InvalidOperationException(memory, e); }
            throw;
        }
    }

    private static Dictionary<string, PlainTexts> UnlabelledOf(ExperimentPlan plan, DataFolders folders, TableColumns columns) =>
        plan.LossTraining.Values.Append(plan.Settings).Select(s => s.UnlabelledFrom).Distinct(StringComparer.Ordinal)
            .Where(f => f != TrainingSettings.UnlabelledFromDataset)
            .ToDictionary(f => f, f => PlainTexts.Read(f, folders, columns), StringComparer.Ordinal);

    // Losses innermost: a comparison fills up draw by draw.
    private TrainingCell[] Plan(IEnumerable<TokenizedCorpus> corpora, Precision precision) =>
    [
        .. from corpus in corpora
           from repetition in Enumerable.Range(0, _plan.Repetitions)
           from loss in _plan.Losses
           let choice = ObjectiveTable.Parse(loss)
           let own = choice.Entry is null ? null : SettingsOf(choice.Entry, choice.Text)
           let settings = choice.Entry?.Adjust(_plan.TrainingOf(choice.Text), own!) ?? _plan.TrainingOf(choice.Text)
           select new TrainingCell
           {
               Experiment = _plan.Name,
               Corpus = corpus,
               Unlabelled = settings.Unlabelled > 0 ? _unlabelled.GetValueOrDefault(settings.UnlabelledFrom) : null,
               Loss = choice.Text,
               LossSettings = own,
               MemberSettings = [.. choice.Members.Select(m => m is null ? null : SettingsOf(m, m.Key))],
               Settings = Kept(settings, repetition),
               Repetition = repetition,
               Seed = _plan.Seed,
               Precision = precision,
           },
    ];

    // Machines would measure differently, and then the shares were parts of two experiments.
    private static PrecisionSetting Shared(ExperimentPlan plan) =>
        (plan.IsDivided || plan.Shard is not null) && plan.Settings.Precision == PrecisionSetting.Auto
            ? PrecisionSetting.Fp32 : plan.Settings.Precision;

    private static TrainingCell[] Named(TrainingCell[] all, IReadOnlySet<string> ids)
    {
        TrainingCell[] found = [.. all.Where(c => ids.Contains(c.Id))];
        return found.Length == ids.Count ? found : throw new InvalidDataException(FormattableString.Invariant(
            $"{ids.Count - found.Length} of {ids.Count} cells of this task are not in the plan. ")
            + "The experiment or its data changed since it was submitted: submit it again.");
    }

    private static string NoPair(string loss) =>
        $"{(loss.Length == 0 ? "the loss" : loss)} found no pair of texts in the first batch, so its value and gradient are 0. "
        + "Take more --shots, a larger --batch-size or --texts-per-label 2, or a loss that needs no pairs, such as proxy-anchor.";

    private TrainingSettings Kept(TrainingSettings settings, int repetition) =>
        _plan.IsTestedElsewhere || (_plan.KeepFirst && repetition == 0) ? settings with { KeepWeights = true } : settings;

    private object SettingsOf(ObjectiveEntry entry, string loss) => _plan.LossSettings.GetValueOrDefault(loss)
        ?? _plan.LossSettings.GetValueOrDefault(entry.Key) ?? Activator.CreateInstance(entry.Settings)!;
}
