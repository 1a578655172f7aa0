using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

public sealed partial class RunWriter
{
    /// <summary>Publishes where the held-out texts lie.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void Publish(TextDistances distances) =>
        Part(ReliabilityFiles.Distances, database => ReliabilityFiles.Write(database, distances));

    /// <summary>Publishes the space at the start and at the end of training; replaces an earlier one.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void Publish(SpaceMoments moments) => Part(SpaceFile.FileName, database => SpaceFile.Write(database, moments));

    /// <summary>Publishes how the run stands small edits; replaces an earlier test.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void Publish(Robustness robustness) =>
        Part(ReliabilityFiles.Robustness, database => ReliabilityFiles.Write(database, robustness));

    /// <summary>Publishes what the run says of texts out of scope; replaces an earlier test on a set of the same name.</summary>
    /// <exception cref="InvalidOperationException">No progress was published yet.</exception>
    public void Publish(OutOfScope found)
    {
        var name = string.Concat(found.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        Part(FormattableString.Invariant($"{ReliabilityFiles.OutOfScopePrefix}{name}.db"),
            database => ReliabilityFiles.Write(database, found));
    }

    // A part counts once the state that names it is published, which is at once.
    private void Part(string name, Action<LiteDatabase> fill)
    {
        if (Current is null) { throw new InvalidOperationException("Parts come after the first progress of their run."); }
        Put(name, fill);
        Progress(Current, _curve);
    }
}
