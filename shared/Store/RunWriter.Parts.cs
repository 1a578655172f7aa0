using System.Globalization;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

public sealed partial class RunWriter
{
    // Files that the state in force names.
    private HashSet<string> _named = [];
    private bool _replaced;

    private HashSet<string> Files() => _parts.Values.Select(p => p.File).ToHashSet(StringComparer.Ordinal);

    // A file that the state in force names is never written over: killed between the two, the run would name a file that is another one.
    private void Put(string name, Action<LiteDatabase> fill) => Put(name, SealedFile.Make(fill));

    private void Put(string name, byte[] bytes)
    {
        var sha256 = SealedFile.Hash(bytes);
        _replaced |= _parts.ContainsKey(name);
        var file = _named.Contains(name) || _parts.Values.Any(p => p.File == name)
            ? string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}~{sha256[..16]}.db")
            : name;
        SealedFile.Write(Path.Combine(_folder, file), bytes);
        _parts[name] = new RunPart(file, sha256, bytes.Length);
    }

    // What no state names was replaced, or belongs to a run that was begun again, or to one whose writer was killed before it said so.
    private void Sweep()
    {
        var named = Files();
        foreach (var file in Directory.EnumerateFiles(_folder, "*.db")
            .Where(f => Path.GetFileName(f) is var name && name != RunState.FileName && !named.Contains(name)))
        {
            File.Delete(file);
        }
        _replaced = false;
    }

    private string FreeName()
    {
        var next = 0;
        string Name() => FormattableString.Invariant($"{RunStore.AttributionPrefix}{next:D4}.db");
        while (_parts.ContainsKey(Name())) { next++; }
        return Name();
    }

    // Texts of the corpus that earlier parts explain. What is damaged does not count, and does not keep others from being explained.
    private HashSet<int> Explained() => [.. _parts.Where(p => RunPart.IsExplanations(p.Key)).SelectMany(p => Explained(p.Value))];

    private int[] Explained(RunPart part)
    {
        try
        {
            return SealedFile.Read(Path.Combine(_folder, part.File), part.Sha256,
                database => database.GetCollection("explanations").FindAll().Select(d => d["text"].AsInt32).Where(t => t >= 0).ToArray());
        }
        catch (Exception e) when (e is StoreDataException or FileNotFoundException) { return []; }
    }

    /// <summary>Forgets parts; without predictions the run counts as interrupted.</summary>
    /// <param name="names">Names of the parts.</param>
    internal void Forget(IReadOnlyCollection<string> names)
    {
        foreach (var name in names) { _parts.Remove(name); }
        _replaced = true;
        _explained = null;
        var summary = Current! with { ExplainedCount = Explained().Count };
        Progress(names.Contains(DetailsFile.FileName)
            ? summary with
            {
                Status = RunStatus.Interrupted,
                Message = "its predictions were damaged",
                Metrics = [],
                TestCount = 0,
                FinishedAt = 0
            }
            : summary, _curve);
    }

    /// <summary>Puts a damaged part right with the bytes of another copy of the run.</summary>
    /// <param name="name">Name of the part.</param>
    /// <param name="from">The good file.</param>
    /// <param name="part">What the other copy says of it.</param>
    internal void Mend(string name, string from, RunPart part)
    {
        var ours = _parts[name];
        if (ours.Sha256 == part.Sha256)
        {
            SealedFile.Copy(from, Path.Combine(_folder, ours.File), ours.Sha256);
            return;
        }
        Put(name, SealedFile.Bytes(from, part.Sha256));
        _explained = null;
        Progress(Current! with { ExplainedCount = Explained().Count }, _curve);
    }

    /// <summary>Takes parts of another copy of the run as they are, so that their hashes stay what they were.</summary>
    /// <param name="folder">Folder of the other copy.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="state">Its state, when this run becomes that copy; null when only the parts come.</param>
    internal void Adopt(string folder, IEnumerable<KeyValuePair<string, RunPart>> parts, RunState? state)
    {
        if (state is not null) { _parts.Clear(); }
        foreach (var (name, part) in parts)
        {
            Put(RunPart.IsExplanations(name) && state is null
                ? FreeName()
                : name, SealedFile.Bytes(Path.Combine(folder, part.File), part.Sha256));
        }
        if (state is not null) { (Current, _curve, _replaced) = (state.Summary, RunState.ReadCurve(folder), true); }
        _explained = null;
        // The state names the parts, so it comes last.
        Progress(Current! with { ExplainedCount = Explained().Count }, _curve);
    }
}
