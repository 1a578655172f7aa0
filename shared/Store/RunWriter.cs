using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>The right to write one run, held by one process until it is disposed (or the process dies).</summary>
public sealed partial class RunWriter : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Dictionary<string, string> _parts;
    private TrainingCurve _curve = TrainingCurve.Empty;
    private HashSet<int>? _explained;

    internal RunWriter(string folder, FileStream held)
    {
        (_folder, _lock) = (folder, held);
        foreach (var left in Directory.EnumerateFiles(folder, "*" + SealedFile.Unfinished)) { File.Delete(left); }
        var state = File.Exists(Path.Combine(folder, RunState.FileName)) ? RunState.Read(folder) : null;
        Current = state?.Summary;
        _curve = state?.Curve ?? TrainingCurve.Empty;
        _parts = state is null ? [] : new Dictionary<string, string>(state.Parts, StringComparer.Ordinal);
    }

    /// <summary>What was published before, or null for a new run.</summary>
    public RunSummary? Current { get; private set; }

    /// <summary>Forgets everything published, because the run is made again from its start.</summary>
    /// <param name="summary">Summary before the first step.</param>
    public void Restart(RunSummary summary)
    {
        _parts.Clear();
        _explained = null;
        Progress(summary, TrainingCurve.Empty);
        foreach (var part in Directory.EnumerateFiles(_folder, "*.db").Where(f => Path.GetFileName(f) != RunState.FileName)) { File.Delete(part); }
    }

    /// <summary>Publishes where the run stands.</summary>
    /// <param name="summary">Summary.</param>
    /// <param name="curve">Curve so far.</param>
    public void Progress(RunSummary summary, TrainingCurve curve)
    {
        (Current, _curve) = (summary, curve);
        new RunState(summary, curve, _parts).Publish(_folder);
    }

    /// <summary>Publishes explanations, and how faithful they are; they count once the state that names their file is published,
    /// which is at once.</summary>
    /// <param name="batch">Explanations.</param>
    /// <param name="faithfulness">Their faithfulness, with the controls of their texts.</param>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishExplanations(IReadOnlyList<Explanation> batch, IReadOnlyList<Faithfulness>? faithfulness = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Current is null) { throw new InvalidOperationException("Explanations come after the first progress of their run."); }
        var name = FormattableString.Invariant($"{RunStore.AttributionPrefix}{_parts.Keys.Count(p => p.StartsWith(RunStore.AttributionPrefix, StringComparison.Ordinal)):D4}.db");
        _explained ??= Explained();
        _parts[name] = SealedFile.Publish(Path.Combine(_folder, name), database =>
        {
            database.GetCollection("explanations").Insert(batch.Select(ExplanationDocuments.Of));
            database.GetCollection("faithfulness").Insert((faithfulness ?? []).Select(ExplanationDocuments.Of));
        });
        _explained.UnionWith(batch.Where(e => e.OwnText is null).Select(e => e.TextIndex));
        Progress(Current with { ExplainedCount = _explained.Count }, _curve);
    }

    /// <summary>Publishes what training changed, so that the model can be opened again.</summary>
    /// <param name="weights">Weights.</param>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishWeights(KeptWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (Current is null) { throw new InvalidOperationException("Weights come after the first progress of their run."); }
        _parts[WeightsFile.FileName] = SealedFile.Publish(Path.Combine(_folder, WeightsFile.FileName), database => WeightsFile.Write(database, weights));
        Progress(Current, _curve);
    }

    /// <summary>Publishes what a finished run does on another dataset, in place of an earlier result on the same one.</summary>
    /// <param name="result">Result.</param>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void PublishCross(CrossResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (Current is null) { throw new InvalidOperationException("Results on other datasets come after the run itself."); }
        var path = Path.Combine(_folder, CrossFile.FileName);
        var before = _parts.TryGetValue(CrossFile.FileName, out var hash) ? SealedFile.Read(path, hash, CrossFile.Read) : [];
        _parts[CrossFile.FileName] = SealedFile.Publish(path, database => CrossFile.Write(database, [.. before.Where(b => b.Corpus != result.Corpus), result]));
        Progress(Current, _curve);
    }

    /// <summary>Publishes what lies nearest to each held-out text; it counts once the run is finished.</summary>
    /// <param name="neighbours">Neighbours.</param>
    public void PublishNeighbours(RunNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        _parts[NeighboursFile.FileName] = SealedFile.Publish(Path.Combine(_folder, NeighboursFile.FileName), database => NeighboursFile.Write(database, neighbours));
    }

    /// <summary>Publishes the finished run: details first, then the summary that names them.</summary>
    /// <param name="summary">Summary.</param>
    /// <param name="details">Details.</param>
    public void Finish(RunSummary summary, RunDetails details)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(details);
        _parts["run.db"] = SealedFile.Publish(Path.Combine(_folder, "run.db"), database => DetailsFile.Write(database, details));
        Progress(summary with { ExplainedCount = Current?.ExplainedCount ?? 0 }, details.Curve);
    }

    // A part of another copy of the run as it is, so that its hash stays what it was.
    internal void Adopt(string path, string sha256)
    {
        var name = Path.GetFileName(path);
        SealedFile.Copy(path, Path.Combine(_folder, name), sha256);
        _parts[name] = sha256;
        Progress(Current!, _curve);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    // Texts of the corpus that earlier parts explain.
    private HashSet<int> Explained() => [.. _parts.Where(p => p.Key.StartsWith(RunStore.AttributionPrefix, StringComparison.Ordinal)).SelectMany(p => SealedFile.Read(Path.Combine(_folder, p.Key), p.Value,
        database => database.GetCollection("explanations").FindAll().Select(d => d["text"].AsInt32).Where(t => t >= 0).ToArray()))];
}
