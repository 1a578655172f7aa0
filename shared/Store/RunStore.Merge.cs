using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>What a merge did.</summary>
    /// <param name="Copied">Runs that were not here, or unfinished.</param>
    /// <param name="Completed">Finished runs that got explanations or parts that only the other copy had.</param>
    /// <param name="Different">Finished runs of both folders whose predictions differ; nothing was taken from the other copy.</param>
    public sealed record MergeResult(int Copied, int Completed, int Different);

    /// <summary>Copies runs and texts that this store lacks, or has unfinished, from another; finished runs of both get what only the other copy
    /// has: explanations, robustness, texts out of scope, results on other datasets, kept weights.</summary>
    /// <param name="other">The other store's folder.</param>
    public MergeResult Merge(string other)
    {
        var from = Open(other);
        foreach (var texts in Directory.Exists(Path.Combine(from.Root, "texts")) ? Directory.EnumerateFiles(Path.Combine(from.Root, "texts"), "*.db") : [])
        {
            var to = Path.Combine(Root, "texts", Path.GetFileName(texts));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (!File.Exists(to)) { File.Copy(texts, to); }
        }
        TransferStore.Open(Root).Merge(from.Root);
        int copied = 0, completed = 0, different = 0;
        foreach (var run in from.Runs().Where(r => r.Status == RunStatus.Done))
        {
            if (Run(run.Id)?.Status != RunStatus.Done)
            {
                using var writer = Claim(run.Id);
                // The state names the parts, so it comes last.
                foreach (var file in Directory.EnumerateFiles(from.Folder(run.Id), "*.db").OrderBy(f => Path.GetFileName(f) == RunState.FileName))
                {
                    File.Copy(file, Path.Combine(Folder(run.Id), Path.GetFileName(file)), overwrite: true);
                }
                copied++;
            }
            else if (Lacks(run.Id, from) is { } lacking)
            {
                // The same run made on another machine may be another model, whose explanations would be of predictions that nobody sees here.
                if (!SamePredictions(run.Id, from)) { different++; continue; }
                using var writer = Claim(run.Id);
                foreach (var (name, hash) in lacking.Parts) { writer.Adopt(Path.Combine(from.Folder(run.Id), name), hash); }
                foreach (var result in lacking.Cross) { writer.PublishCross(result); }
                if (lacking.Explanations.Count + lacking.Faithfulness.Count > 0) { writer.PublishExplanations(lacking.Explanations, lacking.Faithfulness); }
                completed++;
            }
        }
        return new MergeResult(copied, completed, different);
    }

    private sealed record Lacking(IReadOnlyList<KeyValuePair<string, string>> Parts, IReadOnlyList<CrossResult> Cross, IReadOnlyList<Explanation> Explanations, IReadOnlyList<Faithfulness> Faithfulness);

    // Explanations are numbered files that both copies may have begun on their own, so they are compared one by one; of what both have, ours stays.
    private Lacking? Lacks(string id, RunStore from)
    {
        Dictionary<string, string> ours = new(StateOf(id)!.Parts, StringComparer.Ordinal), theirs = new(from.StateOf(id)!.Parts, StringComparer.Ordinal);
        var parts = theirs.Where(p => !ours.ContainsKey(p.Key) && !p.Key.StartsWith(AttributionPrefix, StringComparison.Ordinal)).OrderBy(p => p.Key, StringComparer.Ordinal).ToArray();
        CrossResult[] cross = ours.TryGetValue(CrossFile.FileName, out var mine) && theirs.TryGetValue(CrossFile.FileName, out var other) && mine != other
            ? [.. from.Cross(id).ExceptBy(Cross(id).Select(c => c.Corpus), c => c.Corpus)] : [];
        Explanation[] explanations = [];
        Faithfulness[] faithfulness = [];
        if (theirs.Any(p => p.Key.StartsWith(AttributionPrefix, StringComparison.Ordinal) && !ours.ContainsValue(p.Value)))
        {
            explanations = [.. from.AllExplanations(id).ExceptBy(AllExplanations(id).Select(ExplanationDocuments.Key), ExplanationDocuments.Key)];
            faithfulness = [.. from.AllFaithfulness(id).ExceptBy(AllFaithfulness(id).Select(ExplanationDocuments.Key), ExplanationDocuments.Key)];
        }
        return parts.Length + cross.Length + explanations.Length + faithfulness.Length == 0 ? null : new Lacking(parts, cross, explanations, faithfulness);
    }

    private bool SamePredictions(string id, RunStore from)
    {
        if (Details(id)?.Predictions is not { } ours || from.Details(id)?.Predictions is not { } theirs) { return false; }
        var rule = Run(id)!.MainRule;
        return ours.TextIndex.SequenceEqual(theirs.TextIndex) && ours.Rule(rule) is { } a && theirs.Rule(rule) is { } b && a.Predicted.SequenceEqual(b.Predicted);
    }
}
