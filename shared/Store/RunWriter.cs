using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>The right to write one run, held by one process until it is disposed (or the process dies).</summary>
public sealed partial class RunWriter : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Dictionary<string, RunPart> _parts;
    private TrainingCurve _curve = TrainingCurve.Empty;
    private HashSet<int>? _explained;

    internal RunWriter(string folder, FileStream held, bool anew = false)
    {
        (_folder, _lock) = (folder, held);
        var state = !anew && File.Exists(Path.Combine(folder, RunState.FileName)) ? RunState.Read(folder) : null;
        Current = state?.Summary;
        _curve = state is null ? TrainingCurve.Empty : RunState.ReadCurve(folder);
        _parts = state is null ? [] : new Dictionary<string, RunPart>(state.Parts, StringComparer.Ordinal);
        _named = Files();
        if (state is not null) { Sweep(); }
        foreach (var left in Directory.EnumerateFiles(folder, "*" + SealedFile.Unfinished)) { File.Delete(left); }
    }

    /// <summary>What was published before, or null for a new run.</summary>
    public RunSummary? Current { get; private set; }

    /// <summary>Forgets everything published, because the run is made again from its start.</summary>
    /// <param name="summary">Summary before the first step.</param>
    public void Restart(RunSummary summary)
    {
        _parts.Clear();
        (_explained, _replaced) = (null, true);
        Progress(summary, TrainingCurve.Empty);
    }

    /// <summary>Publishes where the run stands.</summary>
    /// <param name="curve">Curve so far.</param>
    public void Progress(RunSummary summary, TrainingCurve curve)
    {
        (Current, _curve) = (summary, curve);
        new RunState(summary, _parts).Publish(_folder, curve);
        _named = Files();
        if (_replaced) { Sweep(); }
    }

    /// <summary>Publishes explanations, and how faithful they are; they count once the state that names their file is published,
    /// which is at once.</summary>
    /// <param name="faithfulness">Their faithfulness, with the controls of their texts.</param>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishExplanations(IReadOnlyList<Explanation> batch, IReadOnlyList<Faithfulness>? faithfulness = null)
    {
        if (Current is null) { throw new InvalidOperationException("Explanations come after the first progress of their run."); }
        _explained ??= Explained();
        Put(FreeName(), database =>
        {
            database.GetCollection("explanations").Insert(batch.Select(ExplanationDocuments.Of));
            database.GetCollection("faithfulness").Insert((faithfulness ?? []).Select(ExplanationDocuments.Of));
        });
        _explained.UnionWith(batch.Where(e => e.OwnText is null).Select(e => e.TextIndex));
        Progress(Current with { ExplainedCount = _explained.Count }, _curve);
    }

    /// <summary>Publishes what training changed, so that the model can be opened again.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishWeights(KeptWeights weights)
    {
        if (Current is null) { throw new InvalidOperationException("Weights come after the first progress of their run."); }
        Put(WeightsFile.FileName, database => WeightsFile.Write(database, weights));
        Progress(Current, _curve);
    }

    /// <summary>Publishes what a finished run does on another dataset, in place of an earlier result on the same one.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishCross(CrossResult result)
    {
        if (Current is null) { throw new InvalidOperationException("Results on other datasets come after the run itself."); }
        var before = _parts.TryGetValue(CrossFile.FileName, out var part)
            ? SealedFile.Read(Path.Combine(_folder, part.File), part.Sha256, CrossFile.Read)
            : [];
        Put(CrossFile.FileName, database => CrossFile.Write(database, [.. before.Where(b => b.Corpus != result.Corpus), result]));
        Progress(Current, _curve);
    }

    /// <summary>Publishes what lies nearest to each held-out text; it counts once the run is finished.</summary>
    public void PublishNeighbours(RunNeighbours neighbours)
    {
        Put(NeighboursFile.FileName, database => NeighboursFile.Write(database, neighbours));
    }

    /// <summary>Publishes the finished run: details first, then the summary that names them.</summary>
    public void Finish(RunSummary summary, RunDetails details)
    {
        Put(DetailsFile.FileName, database => DetailsFile.Write(database, details));
        Progress(summary with { ExplainedCount = Current?.ExplainedCount ?? 0 }, details.Curve);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
