using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DmlStudio.Files;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// The runs folder: <c>runs/&lt;2 characters&gt;/&lt;id&gt;/</c> with sealed files, <c>texts/&lt;corpus&gt;.db</c>. It
/// can be copied, merged and moved. Reading never writes.
/// </summary>
public sealed partial class RunStore
{
    internal const string AttributionPrefix = "attr-";

    private readonly LastRead<(Explanation[], Faithfulness[])> _attributions;
    private readonly ConcurrentDictionary<string, TextSet> _texts = new(StringComparer.Ordinal);
    private readonly bool _tolerant;
    private readonly StoreScope? _scope;

    private RunStore(string root, bool tolerant)
    {
        (Root, _tolerant) = (root, tolerant);
        (_attributions, _states, _encoders) = (new(256), new(StringComparer.Ordinal), new(StringComparer.Ordinal));
    }

    // What was read of the folder is the same for whoever is shown a part of it.
    private RunStore(RunStore whole, StoreScope scope)
    {
        (Root, _tolerant, _scope) = (whole.Root, whole._tolerant,
            scope with { Outer = whole._scope, Texts = scope.Texts && whole._scope?.Texts != false });
        (_attributions, _states, _encoders) = (whole._attributions, whole._states, whole._encoders);
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Opens a folder; it need not exist yet.</summary>
    /// <param name="tolerant">Whether a part that is damaged is given as one that is not there, and named by <see cref="Damaged"/>, so that
    /// the rest can be looked at; otherwise asking for it throws.</param>
    public static RunStore Open(string root, bool tolerant = false) => new(Path.GetFullPath(root), tolerant);

    /// <summary>The same folder for a reader who is shown only a part of it.</summary>
    /// <param name="scope">What of this store is shown.</param>
    public RunStore Within(StoreScope scope) => new(this, scope);

    /// <summary>Whether only a part of the folder is shown.</summary>
    public bool IsPart => _scope is not null;

    /// <summary>Whether the part is that of a data version.</summary>
    internal bool IsOfThen => _scope?.IsOfThen == true;

    /// <summary>Whether texts may be read.</summary>
    public bool ShowsTexts => _scope?.Texts != false;

    /// <summary>The folder as pages tell it: its path, or where only a part of it is shown its name, for where it lies is nothing to a
    /// reader from elsewhere.</summary>
    public string ShownRoot => IsPart ? Path.GetFileName(Root) : Root;

    /// <summary>A message as pages tell it.</summary>
    /// <param name="message">One that may name files of the folder.</param>
    public string Tell(string message) =>
        IsPart ? MachinePaths.CutMessage(message.Replace(Root, ShownRoot, StringComparison.Ordinal)) : message;

    /// <summary>Transfer results of the folder; of an experiment those of its runs, of a shared view those that it showed.</summary>
    public TransferStore Transfer => _scope is null ? TransferStore.Open(Root)
        : TransferStore.Open(Root, r => _scope.Shows(r) && (!_scope.IsOfExperiment || StateOf(r.Run) is not null),
            _scope.Of);

    /// <summary>All runs that can be read. A run whose writer is gone without saying so is given as interrupted.</summary>
    /// <remarks>Names that other contents have too are given with a mark (<see cref="ContentNames"/>).</remarks>
    public IReadOnlyList<RunSummary> Runs() => Now().Runs;

    /// <summary>A run by id, or null; its names are told apart as in <see cref="Runs"/>, for which every run of the
    /// folder is looked at.</summary>
    public RunSummary? Run(string id) => !Id().IsMatch(id) ? null
        // What was published since the last look has its names told apart at the next.
        : Now().Find(id) ?? Stored(id);

    /// <summary>A run by id as it is stored, or null: looks at that run alone, so that its names are not told apart
    /// from those of others.</summary>
    public RunSummary? Stored(string id) => StateOf(id) is { } state ? Told(state.Summary) : null;

    /// <summary>Details of a finished run, or null.</summary>
    public RunDetails? Details(string id)
    {
        var details = Part(id, DetailsFile.FileName, DetailsFile.Read);
        return details is null || _scope is null ? details : StoreScope.Of(details);
    }

    /// <summary>Nearest training texts and proxies of the held-out texts of a run, or null when it holds none.</summary>
    public RunNeighbours? Neighbours(string id) => Part(id, NeighboursFile.FileName, NeighboursFile.Read);

    /// <summary>What a run does on other datasets, by name; empty where nobody looked.</summary>
    public IReadOnlyList<CrossResult> Cross(string id) => Part(id, CrossFile.FileName, CrossFile.Read) ?? [];

    /// <summary>Curve of a run so far.</summary>
    public TrainingCurve Curve(string id)
    {
        if (StateOf(id) is null) { return TrainingCurve.Empty; }
        try { return RunState.ReadCurve(Folder(id)); }
        // The list says what is wrong with its state.
        catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return TrainingCurve.Empty;
        }
    }

    /// <summary>Positions of the explained texts of the corpus, ascending.</summary>
    public IReadOnlyList<int> ExplainedTexts(string id) =>
        [.. AllExplanations(id).Where(e => e.OwnText is null).Select(e => e.TextIndex).Distinct().Order()];

    /// <summary>Explained texts with the label that the run gives them and its probability (NaN when only other targets
    /// are explained).</summary>
    public IReadOnlyList<(int TextIndex, int Label, double Probability)> ExplainedLabels(string id) =>
        [.. AllExplanations(id).Where(e => e.OwnText is null).GroupBy(e => (e.TextIndex, e.PredictedLabel))
            .Select(g => (g.Key.TextIndex, g.Key.PredictedLabel,
                g.FirstOrDefault(e => e.Target == "probability" && e.Label == g.Key.PredictedLabel)?.ValueAtText ?? double.NaN))];

    /// <summary>Explanations of a text.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="textIndex">Position of the text.</param>
    public IReadOnlyList<Explanation> Explanations(string id, int textIndex) =>
        [.. AllExplanations(id).Where(e => e.OwnText is null && e.TextIndex == textIndex)];

    /// <summary>All explanations of a run, the last of each text, method, profile, target, label, proxy and absence;
    /// own texts too.</summary>
    public IReadOnlyList<Explanation> AllExplanations(string id) => Attributions(id).Explanations;

    /// <summary>Faithfulness of the explanations of a text, controls included.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="textIndex">Position of the text.</param>
    public IReadOnlyList<Faithfulness> Faithfulness(string id, int textIndex) =>
        [.. AllFaithfulness(id).Where(f => f.OwnText is null && f.TextIndex == textIndex)];

    /// <summary>Faithfulness of all explanations of a run, controls and own texts included.</summary>
    public IReadOnlyList<Faithfulness> AllFaithfulness(string id) => Attributions(id).Faithfulness;

    /// <summary>Weights that the run kept (<c>--keep-weights</c>), or null.</summary>
    public KeptWeights? Weights(string id) => Part(id, WeightsFile.FileName, WeightsFile.Read);

    /// <summary>Whether the run kept its weights; reads no weights.</summary>
    public bool HasWeights(string id) => StateOf(id)?.Parts.ContainsKey(WeightsFile.FileName) == true;

    /// <summary>Whether a process is writing the run.</summary>
    public bool IsHeld(string id)
    {
        var path = Path.Combine(Folder(id), LockName);
        if (!File.Exists(path) || RegularFile.Refusal(path) is not null) { return false; }
        try
        {
            // A shared lock: it fails beside a writer and does not disturb another reader.
            using var _ = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return false; }
        // Another user's lock that we may not even look at: nobody can tell, so the run is not called interrupted.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return true; }
    }

    // Published parts never change, so what was read once is kept; the last few runs' worth.
    private (IReadOnlyList<Explanation> Explanations, IReadOnlyList<Faithfulness> Faithfulness) Attributions(string id)
    {
        // The words of an explanation are places in its text.
        if (_scope?.Texts == false) { return ([], []); }
        var explanations = new Dictionary<string, Explanation>(StringComparer.Ordinal);
        var faithfulness = new Dictionary<string, Faithfulness>(StringComparer.Ordinal);
        foreach (var (name, part) in (StateOf(id)?.Parts ?? new Dictionary<string, RunPart>()).Where(p => RunPart.IsExplanations(p.Key))
            .OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!_attributions.TryGet(id + "/" + part.Sha256, out var read))
            {
                if (Part(id, name, AttributionsOf) is not { } found) { continue; }
                _attributions.Put(id + "/" + part.Sha256, read = (found.Explanations, found.Faithfulness));
            }
            foreach (var e in read.Item1) { explanations[ExplanationDocuments.Key(e)] = _scope is null ? e : StoreScope.Of(e); }
            foreach (var f in read.Item2) { faithfulness[ExplanationDocuments.Key(f)] = f; }
        }
        return ([.. explanations.Values], [.. faithfulness.Values]);
    }

    private static AttributionPart AttributionsOf(LiteDatabase database) =>
        new([.. database.GetCollection("explanations").FindAll().Select(ExplanationDocuments.Explanation)],
            [.. database.GetCollection("faithfulness").FindAll().Select(ExplanationDocuments.Faithfulness)]);

    private sealed record AttributionPart(Explanation[] Explanations, Faithfulness[] Faithfulness);

    private RunSummary Told(RunSummary run) =>
        run.Status == RunStatus.Running && !IsHeld(run.Id) ? run with { Status = RunStatus.Interrupted } : run;

    [GeneratedRegex(@"^r-[0-9a-f]{8,64}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[0-9a-f]{8,64}\z")]
    private static partial Regex Hash();
}
