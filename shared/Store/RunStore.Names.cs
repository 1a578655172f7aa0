using System.Collections.Concurrent;
using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    private readonly ConcurrentDictionary<string, string> _encoders;

    /// <summary>Names of the datasets of all runs, told apart by what the datasets hold.</summary>
    public ContentNames DatasetNames() => Now().Datasets;

    /// <summary>Names of the encoders of all runs, told apart by their weights.</summary>
    public ContentNames EncoderNames() => Now().Encoders;

    // Runs of older versions have it in their details alone; a configuration has one encoder, so one look is enough for all of its runs.
    private string EncoderOf(RunSummary run)
    {
        if (run.EncoderChecksum.Length > 0) { return run.EncoderChecksum; }
        if (_encoders.TryGetValue(run.Configuration, out var known)) { return known; }
        if (run.Status != RunStatus.Done) { return ""; }
        if (State(Folder(run.Id)).State?.Parts.GetValueOrDefault(DetailsFile.FileName) is not { } part) { return ""; }
        string found;
        // A run whose details are damaged says so where they are shown. Not asked for as a part: what asks for one may look at the folder,
        // and this is a part of such a look.
        try
        {
            found = SealedFile.Read(Path.Combine(Folder(run.Id), part.File), part.Sha256, DetailsFile.Environment)
                .FirstOrDefault(v => v.Name == "encoder-sha256")?.Value ?? "";
        }
        catch (Exception e) when (e is StoreDataException or IOException)
        {
            _met[(run.Id, DetailsFile.FileName)] = (part, e is StoreDataException ? e.Message : $"{part.File} is not there.");
            return "";
        }
        return _encoders[run.Configuration] = found;
    }
}
