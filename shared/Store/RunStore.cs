using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// The runs folder: <c>runs/&lt;2 characters&gt;/&lt;id&gt;/</c> with sealed files, <c>texts/&lt;corpus&gt;.db</c>. It can be copied, merged and
/// moved. Reading never writes.
/// </summary>
public sealed partial class RunStore
{
    internal const string AttributionPrefix = "attr-";

    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, RunState? State, string? Damage)> _states = new(StringComparer.Ordinal);
    private readonly LastRead<(Explanation[], Faithfulness[])> _attributions = new(256);
    private readonly ConcurrentDictionary<string, TextSet> _texts = new(StringComparer.Ordinal);

    private RunStore(string root) => Root = root;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Opens a folder; it need not exist yet.</summary>
    /// <param name="root">Folder.</param>
    public static RunStore Open(string root) => new(Path.GetFullPath(root));

    /// <summary>All runs that can be read. A run whose writer is gone without saying so is given as interrupted.</summary>
    public IReadOnlyList<RunSummary> Runs() => [.. Folders().Select(State).Where(s => s.State is not null).Select(s => Told(s.State!.Summary))];

    /// <summary>Runs that cannot be read, with the reason.</summary>
    public IReadOnlyList<DamagedRun> Damaged() =>
        [.. Folders().Select(f => (Id: Path.GetFileName(f), State(f).Damage)).Where(d => d.Damage is not null).Select(d => new DamagedRun(d.Id, d.Damage!))];

    /// <summary>A run by id, or null.</summary>
    /// <param name="id">Id.</param>
    public RunSummary? Run(string id) => StateOf(id) is { } state ? Told(state.Summary) : null;

    /// <summary>Details of a finished run, or null.</summary>
    /// <param name="id">Id.</param>
    public RunDetails? Details(string id) =>
        StateOf(id) is { } state && state.Parts.TryGetValue("run.db", out var hash)
            ? SealedFile.Read(Path.Combine(Folder(id), "run.db"), hash, DetailsFile.Read) : null;

    /// <summary>Nearest training texts and proxies of the held-out texts of a run, or null when it holds none.</summary>
    /// <param name="id">Id.</param>
    public RunNeighbours? Neighbours(string id) =>
        StateOf(id) is { } state && state.Parts.TryGetValue(NeighboursFile.FileName, out var hash)
            ? SealedFile.Read(Path.Combine(Folder(id), NeighboursFile.FileName), hash, NeighboursFile.Read) : null;

    /// <summary>What a run does on other datasets, by name; empty where nobody looked.</summary>
    /// <param name="id">Id.</param>
    public IReadOnlyList<CrossResult> Cross(string id) =>
        StateOf(id) is { } state && state.Parts.TryGetValue(CrossFile.FileName, out var hash) ? SealedFile.Read(Path.Combine(Folder(id), CrossFile.FileName), hash, CrossFile.Read) : [];

    /// <summary>Curve of a run so far.</summary>
    /// <param name="id">Id.</param>
    public TrainingCurve Curve(string id) => StateOf(id)?.Curve ?? TrainingCurve.Empty;

    /// <summary>Positions of the explained texts of the corpus, ascending.</summary>
    /// <param name="id">Id.</param>
    public IReadOnlyList<int> ExplainedTexts(string id) => [.. AllExplanations(id).Where(e => e.OwnText is null).Select(e => e.TextIndex).Distinct().Order()];

    /// <summary>Explained texts with the label that the run gives them and its probability (NaN when only other targets are explained).</summary>
    /// <param name="id">Id.</param>
    public IReadOnlyList<(int TextIndex, int Label, double Probability)> ExplainedLabels(string id) =>
        [.. AllExplanations(id).Where(e => e.OwnText is null).GroupBy(e => (e.TextIndex, e.PredictedLabel))
            .Select(g => (g.Key.TextIndex, g.Key.PredictedLabel, g.FirstOrDefault(e => e.Target == "probability" && e.Label == g.Key.PredictedLabel)?.ValueAtText ?? double.NaN))];

    /// <summary>Explanations of a text.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="textIndex">Position of the text.</param>
    public IReadOnlyList<Explanation> Explanations(string id, int textIndex) => [.. AllExplanations(id).Where(e => e.OwnText is null && e.TextIndex == textIndex)];

    /// <summary>All explanations of a run, the last of each text, method, profile, target, label, proxy and absence; own texts too.</summary>
    /// <param name="id">Id.</param>
    public IReadOnlyList<Explanation> AllExplanations(string id) => Attributions(id).Explanations;

    /// <summary>Faithfulness of the explanations of a text, controls included.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="textIndex">Position of the text.</param>
    public IReadOnlyList<Faithfulness> Faithfulness(string id, int textIndex) => [.. AllFaithfulness(id).Where(f => f.OwnText is null && f.TextIndex == textIndex)];

    /// <summary>Faithfulness of all explanations of a run, controls and own texts included.</summary>
    /// <param name="id">Id.</param>
    public IReadOnlyList<Faithfulness> AllFaithfulness(string id) => Attributions(id).Faithfulness;

    /// <summary>Weights that the run kept (<c>--keep-weights</c>), or null.</summary>
    /// <param name="id">Id.</param>
    public KeptWeights? Weights(string id) =>
        StateOf(id) is { } state && state.Parts.TryGetValue(WeightsFile.FileName, out var hash)
            ? SealedFile.Read(Path.Combine(Folder(id), WeightsFile.FileName), hash, WeightsFile.Read) : null;

    /// <summary>Whether the run kept its weights; reads no weights.</summary>
    /// <param name="id">Id.</param>
    public bool HasWeights(string id) => StateOf(id)?.Parts.ContainsKey(WeightsFile.FileName) == true;

    /// <summary>Texts of a corpus, or null.</summary>
    /// <param name="corpus">SHA-256 of the corpus.</param>
    public TextSet? Texts(string corpus)
    {
        if (!Hash().IsMatch(corpus)) { return null; }
        if (_texts.TryGetValue(corpus, out var known)) { return known; }
        var path = TextsPath(corpus);
        return File.Exists(path) ? _texts.GetOrAdd(corpus, _ => SealedFile.Read(path, null, ReadTexts)) : null;
    }

    /// <summary>Stores the texts of a corpus once.</summary>
    /// <param name="set">Texts.</param>
    public void PublishTexts(TextSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var path = TextsPath(set.Corpus);
        if (File.Exists(path)) { return; }
        SealedFile.Publish(path, database =>
        {
            database.GetCollection("set").Insert(new BsonDocument
            {
                ["_id"] = set.Corpus,
                ["dataset"] = set.Dataset,
                ["labels"] = new BsonArray(set.Labels.Select(l => new BsonValue(l))),
            });
            database.GetCollection("texts").Insert(set.Texts.Select((t, i) => new BsonDocument
            {
                ["_id"] = i,
                ["id"] = t.Id,
                ["text"] = t.Text,
                ["pair"] = t.Pair is null ? BsonValue.Null : new BsonValue(t.Pair),
                ["label"] = t.Label,
                ["score"] = t.Score is { } score ? new BsonValue(score) : BsonValue.Null,
            }));
        });
    }

    /// <summary>Takes the right to write a run.</summary>
    /// <param name="id">Id.</param>
    /// <exception cref="RunHeldException">Another process has it.</exception>
    public RunWriter Claim(string id)
    {
        var folder = Folder(id);
        try { Directory.CreateDirectory(folder); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw NotWritable(e); }
        FileStream held;
        try { held = new FileStream(Path.Combine(folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // EAGAIN of Linux and of macOS, and the sharing violation of Windows: the lock is taken. Anything else is the disk.
            throw e.HResult is 11 or 35 or unchecked((int)0x80070020)
                ? new RunHeldException($"Run {id} in {Root} is being written by another process. Wait for it, or stop it, or choose another folder with --out.")
                : NotWritable(e);
        }
        try { return new RunWriter(folder, held); }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Makes the folder when it is not there, and tries to write into it.</summary>
    /// <exception cref="StoreDataException">It cannot be written.</exception>
    public void RequireWritable()
    {
        var probe = Path.Combine(Root, FormattableString.Invariant($"{Guid.NewGuid():N}{SealedFile.Unfinished}"));
        try
        {
            Directory.CreateDirectory(Root);
            using (File.Create(probe)) { }
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw NotWritable(e); }
    }

    /// <summary>Whether a process is writing the run.</summary>
    /// <param name="id">Id.</param>
    public bool IsHeld(string id)
    {
        var path = Path.Combine(Folder(id), "run.lock");
        if (!File.Exists(path)) { return false; }
        try
        {
            // A shared lock: it fails beside a writer and does not disturb another reader.
            using var _ = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException) { return true; }
    }

    /// <summary>Deletes a run.</summary>
    /// <param name="id">Id.</param>
    /// <exception cref="RunHeldException">It is being written.</exception>
    public void Delete(string id)
    {
        using (Claim(id)) { }
        Directory.Delete(Folder(id), recursive: true);
    }

    /// <summary>A stamp that changes when anything was published.</summary>
    public string Stamp()
    {
        var stamp = new HashCode();
        foreach (var folder in Folders())
        {
            var state = new FileInfo(Path.Combine(folder, RunState.FileName));
            stamp.Add(folder);
            stamp.Add(state.LastWriteTimeUtc);
        }
        stamp.Add(TransferStore.Open(Root).Stamp());
        return stamp.ToHashCode().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    // Published parts never change, so what was read once is kept; the last few runs' worth.
    private (IReadOnlyList<Explanation> Explanations, IReadOnlyList<Faithfulness> Faithfulness) Attributions(string id)
    {
        var explanations = new Dictionary<string, Explanation>(StringComparer.Ordinal);
        var faithfulness = new Dictionary<string, Faithfulness>(StringComparer.Ordinal);
        foreach (var (name, hash) in (StateOf(id)?.Parts ?? new Dictionary<string, string>()).Where(p => p.Key.StartsWith(AttributionPrefix, StringComparison.Ordinal)).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var part = _attributions.Get(id + "/" + hash, () => SealedFile.Read(Path.Combine(Folder(id), name), hash, database =>
                (database.GetCollection("explanations").FindAll().Select(ExplanationDocuments.Explanation).ToArray(),
                    database.GetCollection("faithfulness").FindAll().Select(ExplanationDocuments.Faithfulness).ToArray())));
            foreach (var e in part.Item1) { explanations[ExplanationDocuments.Key(e)] = e; }
            foreach (var f in part.Item2) { faithfulness[ExplanationDocuments.Key(f)] = f; }
        }
        return ([.. explanations.Values], [.. faithfulness.Values]);
    }

    private RunSummary Told(RunSummary run) => run.Status == RunStatus.Running && !IsHeld(run.Id) ? run with { Status = RunStatus.Interrupted } : run;

    private RunState? StateOf(string id) => Id().IsMatch(id) && Directory.Exists(Folder(id)) ? State(Folder(id)).State : null;

    private (RunState? State, string? Damage) State(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, RunState.FileName));
        if (!file.Exists) { return (null, null); }
        if (_states.TryGetValue(folder, out var known) && known.Written == file.LastWriteTimeUtc && known.Length == file.Length) { return (known.State, known.Damage); }
        RunState? state = null;
        string? damage = null;
        try { state = RunState.Read(folder); }
        catch (StoreDataException e) { damage = e.Message; }
        catch (FileNotFoundException) { return (null, null); }
        _states[folder] = (file.LastWriteTimeUtc, file.Length, state, damage);
        return (state, damage);
    }

    private StoreDataException NotWritable(Exception e) => new($"The runs folder {Root} cannot be written: {e.Message} Name another with --out.", e);

    private IEnumerable<string> Folders()
    {
        var runs = Path.Combine(Root, "runs");
        return Directory.Exists(runs) ? Directory.EnumerateDirectories(runs).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal) : [];
    }

    private string Folder(string id) => Id().IsMatch(id)
        ? Path.Combine(Root, "runs", id[2..4], id)
        : throw new ArgumentException($"\"{id}\" is not the id of a run; expected r- and hex digits.", nameof(id));

    private string TextsPath(string corpus) => Hash().IsMatch(corpus)
        ? Path.Combine(Root, "texts", corpus + ".db")
        : throw new ArgumentException($"\"{corpus}\" is not the SHA-256 of a corpus.", nameof(corpus));

    private static TextSet ReadTexts(LiteDatabase database)
    {
        var set = database.GetCollection("set").FindAll().Single();
        return new TextSet(set["dataset"].AsString, set["_id"].AsString, [.. set["labels"].AsArray.Select(l => l.AsString)],
            [.. database.GetCollection("texts").FindAll().OrderBy(t => t["_id"].AsInt32)
                .Select(t => new TextRecord(t["id"].AsString, t["text"].AsString, t["pair"].IsNull ? null : t["pair"].AsString, t["label"].AsInt32, t["score"].IsNull ? null : t["score"].AsDouble))]);
    }

    [GeneratedRegex("^r-[0-9a-f]{8,64}$")]
    private static partial Regex Id();

    [GeneratedRegex("^[0-9a-f]{8,64}$")]
    private static partial Regex Hash();
}
