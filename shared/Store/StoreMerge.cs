using DmlStudio.Files;
using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>One merge of another runs folder into this one.</summary>
/// <param name="here">This folder.</param>
/// <param name="from">The other.</param>
internal sealed class StoreMerge(RunStore here, RunStore from)
{
    private readonly List<DamagedRun> _damaged = [], _needless = [];
    private IReadOnlyList<string> _slices = [];
    private int _copied, _completed, _different, _repaired, _unfinished;

    public RunStore.MergeResult Run()
    {
        foreach (var path in from.Beside("texts")) { Texts(path); }
        Transfer();
        foreach (var path in from.Beside(ShareStore.Folder)) { Unchanging(path, ShareStore.Folder); }
        foreach (var path in from.Beside(ReportStore.Folder)) { Report(path); }
        foreach (var path in from.Beside(ClaimLedger.Folder)) { Unchanging(path, ClaimLedger.Folder); }
        Claims();
        Notes();
        Slices();
        foreach (var folder in from.Folders().ToArray())
        {
            var (id, known) = (Path.GetFileName(folder), from.State(folder));
            if (known.Damage is { } damage)
            {
                if (Ours(id) is not null && here.Check(id).Count == 0) { Needless(id, null); }
                else { _damaged.Add(new DamagedRun(id, damage)); }
            }
            if (known.State is not { Summary.Status: RunStatus.Done } theirs)
            {
                if (known.State is not null && Ours(id) is null) { _unfinished++; }
                continue;
            }
            try { Take(id, theirs); }
            catch (RunHeldException e) { _damaged.Add(new DamagedRun(id, e.Message)); }
        }
        return new RunStore.MergeResult(_copied, _completed, _different)
        {
            Repaired = _repaired,
            Unfinished = _unfinished,
            Slices = _slices.Count == 0 ? Array.Empty<string>() : _slices,
            // Equal results have equal lists only when they are the same list.
            Damaged = _damaged.Count == 0 ? Array.Empty<DamagedRun>() : _damaged,
            Needless = _needless.Count == 0 ? Array.Empty<DamagedRun>() : _needless,
        };
    }

    // The finished run here, or null.
    private RunState? Ours(string id) => here.State(here.Folder(id)).State is { Summary.Status: RunStatus.Done } ours ? ours : null;

    // Damage there is no loss where the same is good here: whoever deleted a copy over it would delete the wrong one.
    private void Needless(string id, string? part) => _needless.Add(new DamagedRun(id,
        $"{(part is null ? "" : $"{RunPart.Holds(part)}: ")}the copy in {from.Root} is damaged; the one in {here.Root} is good and stays. "
            + "Nothing needs doing.")
    { Part = part });

    private void Texts(string path)
    {
        var corpus = Path.GetFileNameWithoutExtension(path);
        var to = Path.Combine(here.Root, "texts", Path.GetFileName(path));
        try { RunStore.ReadTexts(path, corpus); }
        catch (Exception e) when (e is StoreDataException or FileNotFoundException)
        {
            Lost("texts/" + Path.GetFileName(path), e.Message, RunStore.IsGood(to, corpus));
            return;
        }
        if (RunStore.IsGood(to, corpus)) { return; }
        if (File.Exists(to)) { _repaired++; }
        SealedFile.Copy(path, to, null);
    }

    private void Lost(string place, string reason, bool isGoodHere)
    {
        if (isGoodHere) { Needless(place, null); }
        else { _damaged.Add(new DamagedRun(place, reason)); }
    }

    // Files of claims that a person wrote: one of the same name here stays as it is.
    private void Claims()
    {
        var folder = Path.Combine(from.Root, ClaimLedger.Folder);
        if (!Directory.Exists(folder)) { return; }
        foreach (var path in Directory.GetFiles(folder, "*.yaml"))
        {
            var to = Path.Combine(here.Root, ClaimLedger.Folder, Path.GetFileName(path));
            if (RegularFile.Refusal(path) is null && !File.Exists(to)) { ClaimLedger.Keep(to, File.ReadAllBytes(path)); }
        }
    }

    // A shared view, or a note of a claim, never changes: what is here and good stays.
    private void Unchanging(string path, string folder)
    {
        var to = Path.Combine(here.Root, folder, Path.GetFileName(path));
        try
        {
            SealedFile.Check(path, null);
            if (!IsGood(to)) { SealedFile.Copy(path, to, null); }
        }
        catch (Exception e) when (e is StoreDataException or FileNotFoundException)
        {
            Lost(folder + "/" + Path.GetFileName(path), e.Message, IsGood(to));
        }

        static bool IsGood(string file)
        {
            try { return SealedFile.Check(file, null); }
            catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException) { return false; }
        }
    }

    // Of a report that was changed in both the later one stays.
    private void Report(string path)
    {
        var to = Path.Combine(here.Root, ReportStore.Folder, Path.GetFileName(path));
        using var turn = Turn.Take(here.Root, to);
        try
        {
            var theirs = ReportStore.Read(path);
            if (ChangedAt(to) < theirs.ChangedAt) { SealedFile.Copy(path, to, null); }
        }
        catch (Exception e) when (e is StoreDataException or FileNotFoundException)
        {
            _damaged.Add(new DamagedRun(ReportStore.Folder + "/" + Path.GetFileName(path), e.Message));
        }

        static long ChangedAt(string file)
        {
            try { return ReportStore.Read(file).ChangedAt; }
            catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException) { return -1; }
        }
    }

    // Damage of either is told, and keeps no run from coming.
    private void Notes()
    {
        try { new NoteStore(here).Merge(from); }
        catch (StoreDataException e) { _damaged.Add(new DamagedRun(NotesFile.FileName, e.Message)); }
    }

    private void Slices()
    {
        try { _slices = new SavedSlices(here).Merge(from); }
        catch (StoreDataException e) { _damaged.Add(new DamagedRun(SavedSlices.FileName, e.Message)); }
    }

    private void Transfer()
    {
        var (ours, theirs) = (TransferStore.Open(here.Root), TransferStore.Open(from.Root));
        var broken = ours.Damaged().Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var known = ours.All().ToDictionary(r => r.Id, r => r.Scores.Count, StringComparer.Ordinal);
        foreach (var (id, reason) in theirs.Damaged()) { Lost("transfer/" + id, reason, known.ContainsKey(id)); }
        foreach (var result in theirs.All().Where(r => known.GetValueOrDefault(r.Id, -1) < r.Scores.Count))
        {
            ours.Publish(result);
            if (broken.Contains(result.Id)) { _repaired++; }
        }
    }

    private void Take(string id, RunState theirs)
    {
        var bad = from.Check(id);
        foreach (var part in bad)
        {
            if (IsNeedless(id, part, theirs, bad)) { Needless(id, part); }
            else { _damaged.Add(RunStore.Of(id, theirs, part, $"{from.Fault(id, part)} It was left out.", bad)); }
        }
        var good = theirs.Parts.Where(p => !bad.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var ours = here.State(here.Folder(id));
        if (ours.State is not { Summary.Status: RunStatus.Done })
        {
            // Without its predictions it is no finished run.
            if (!good.ContainsKey(DetailsFile.FileName)) { return; }
            using var writer = ours.Damage is null ? here.Claim(id) : here.ClaimAnew(id);
            writer.Adopt(from.Folder(id), good, theirs);
            if (ours.Damage is null) { _copied++; } else { _repaired++; }
            return;
        }
        if (Mended(id, ours.State, theirs, good) && good.ContainsKey(DetailsFile.FileName)) { Complete(id, good); }
    }

    // Whether nothing is lost with a part that is damaged there.
    private bool IsNeedless(string id, string part, RunState theirs, List<string> bad)
    {
        if (Ours(id) is not { } ours) { return false; }
        var badHere = here.Check(id);
        bool IsHere(string name) => Joined(name)
            ? ours.Parts.Any(o => o.Value.Sha256 == theirs.Parts[name].Sha256 && !badHere.Contains(o.Key))
            : ours.Parts.ContainsKey(name) && !badHere.Contains(name);
        // Without its predictions nothing else of that copy can be taken.
        return part == DetailsFile.FileName ? theirs.Parts.Keys.Except(bad).Append(part).All(IsHere) : IsHere(part);

        // Files of one name may hold different results, which a merge puts together.
        static bool Joined(string name) => RunPart.IsExplanations(name) || name == CrossFile.FileName;
    }

    // Good copies win over damaged ones. False when what is here cannot be compared with what is there.
    private bool Mended(string id, RunState ours, RunState theirs, Dictionary<string, RunPart> good)
    {
        var bad = here.Check(id);
        if (bad.Count == 0) { return true; }
        var same = !bad.Contains(DetailsFile.FileName) ? SamePredictions(id, good)
            : good.TryGetValue(DetailsFile.FileName, out var details)
                && (details.Sha256 == ours.Parts[DetailsFile.FileName].Sha256
                    || ours.Summary.Metrics.SequenceEqual(theirs.Summary.Metrics));
        // Explanations are numbered files that both copies may have begun on their own: only the very same file will do.
        string[] mendable = [.. bad.Where(p => same && good.TryGetValue(p, out var part)
            && (!RunPart.IsExplanations(p) || part.Sha256 == ours.Parts[p].Sha256))];
        if (mendable.Length > 0)
        {
            using var writer = here.Claim(id);
            foreach (var part in mendable) { writer.Mend(part, Path.Combine(from.Folder(id), good[part].File), good[part]); }
            _repaired++;
        }
        var left = here.Check(id);
        _damaged.AddRange(left.Select(p =>
            RunStore.Of(id, here.StateOf(id)!, p,
                $"{Path.Combine(here.Folder(id), here.StateOf(id)!.Parts[p].File)} is damaged, and the other folder has no good copy "
                    + "of it.",
                left)));
        if (!same) { _different++; }
        return same;
    }

    private void Complete(string id, Dictionary<string, RunPart> good)
    {
        var ours = here.StateOf(id)!;
        var parts = good.Where(p => !ours.Parts.ContainsKey(p.Key) && !RunPart.IsExplanations(p.Key))
            .OrderBy(p => p.Key, StringComparer.Ordinal).ToArray();
        CrossResult[] cross = good.TryGetValue(CrossFile.FileName, out var other)
            && ours.Parts.TryGetValue(CrossFile.FileName, out var mine) && mine.Sha256 != other.Sha256
            ? [.. from.Cross(id).ExceptBy(here.Cross(id).Select(c => c.Corpus), c => c.Corpus)] : [];
        Explanation[] explanations = [];
        Faithfulness[] faithfulness = [];
        if (good.Any(p => RunPart.IsExplanations(p.Key) && ours.Parts.Values.All(o => o.Sha256 != p.Value.Sha256)))
        {
            // What is damaged on either side is left out.
            RunStore readable = RunStore.Open(from.Root, tolerant: true), own = RunStore.Open(here.Root, tolerant: true);
            explanations = [.. readable.AllExplanations(id)
                .ExceptBy(own.AllExplanations(id).Select(ExplanationDocuments.Key), ExplanationDocuments.Key)];
            faithfulness = [.. readable.AllFaithfulness(id)
                .ExceptBy(own.AllFaithfulness(id).Select(ExplanationDocuments.Key), ExplanationDocuments.Key)];
        }
        if (parts.Length + cross.Length + explanations.Length + faithfulness.Length == 0) { return; }
        // The same run made on another machine may be another model, whose explanations would be of predictions that nobody sees here.
        if (!SamePredictions(id, good)) { _different++; return; }
        using var writer = here.Claim(id);
        if (parts.Length > 0) { writer.Adopt(from.Folder(id), parts, null); }
        foreach (var result in cross) { writer.PublishCross(result); }
        if (explanations.Length + faithfulness.Length > 0) { writer.PublishExplanations(explanations, faithfulness); }
        _completed++;
    }

    private bool SamePredictions(string id, Dictionary<string, RunPart> good)
    {
        if (!good.ContainsKey(DetailsFile.FileName) || here.Details(id)?.Predictions is not { } ours
            || from.Details(id)?.Predictions is not { } theirs)
        {
            return false;
        }
        var rule = here.Stored(id)!.MainRule;
        return ours.TextIndex.SequenceEqual(theirs.TextIndex) && ours.Rule(rule) is { } a && theirs.Rule(rule) is { } b
            && a.Predicted.SequenceEqual(b.Predicted);
    }
}
