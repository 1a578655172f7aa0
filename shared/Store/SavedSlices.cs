using System.Text;

namespace DmlStudio.Store;

/// <summary>Named slice expressions of a store, in the file <c>slices.tsv</c> of its folder: name, tab, expression, after a line with the
/// SHA-256 of the others. They belong to no run. Who edits the file by hand removes the first line.</summary>
public sealed class SavedSlices(RunStore store)
{
    /// <summary>Longest name and expression.</summary>
    public const int LongestName = 60, LongestExpression = 1000;

    /// <summary>Name of the file.</summary>
    public const string FileName = "slices.tsv";

    private const int Most = 500;

    // More than the most and longest slices that are saved.
    private const long Largest = 16L << 20;

    private const string Mark = "# sha256 ";

    private string File => Path.Combine(store.Root, FileName);

    /// <summary>All, in the order in which they were saved; lines that cannot be read are left out.</summary>
    /// <exception cref="StoreDataException">The file is damaged or may not be read.</exception>
    public IReadOnlyList<(string Name, string Expression)> All() => store.IsPart ? [] :
        [.. Lines(out _).Select(l => l.Split('\t')).Where(l => l.Length == 2 && l[0].Length > 0 && l[1].Length > 0)
            .Select(l => (l[0], l[1]))];

    /// <summary>Takes those of another folder along whose names are not here; one of a name that is here stays as it is here.</summary>
    /// <param name="from">The other folder.</param>
    /// <returns>Names under which the other folder has another expression, and those for which there is no room.</returns>
    /// <exception cref="StoreDataException">Either file is damaged, or this one cannot be written.</exception>
    internal IReadOnlyList<string> Merge(RunStore from)
    {
        var left = new List<string>();
        var (theirs, ours) = (new SavedSlices(from).All(), All());
        if (theirs.All(ours.Contains)) { return left; }
        Change(all =>
        {
            foreach (var (name, expression) in theirs)
            {
                var at = all.FindIndex(s => s.Name == name);
                if (at < 0 && all.Count < Most) { all.Add((name, expression)); }
                else if (at < 0 || all[at].Expression != expression) { left.Add(name); }
            }
        });
        return left;
    }

    /// <summary>Whether the file begins with its checksum, or is not there.</summary>
    /// <param name="files">Counts it.</param>
    internal bool Check(ref int files)
    {
        var lines = Lines(out var isSealed);
        files += isSealed || lines.Count > 0 ? 1 : 0;
        return isSealed || lines.Count == 0;
    }

    private List<string> Lines(out bool isSealed)
    {
        List<string> lines = [.. LinesFile.Read(File, Largest, out _)];
        isSealed = lines.Count > 0 && lines[0].StartsWith(Mark, StringComparison.Ordinal);
        if (!isSealed) { return lines; }
        var said = lines[0];
        lines.RemoveAt(0);
        return said == SealOf(lines) ? lines
            : throw new StoreDataException(
                $"{File} is damaged, or was edited by hand: its content does not fit the checksum in its first line. Look at it and "
                    + "remove that line to take it as it is. Runs are not affected.");
    }

    private static string SealOf(IEnumerable<string> lines) => Mark + SealedFile.Hash(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>Saves; an expression of the same name is replaced.</summary>
    /// <param name="expression">Expression, already read once.</param>
    /// <exception cref="InvalidDataException">Name or expression is empty, too long, or holds a tab or a line break; or
    /// there are too many.</exception>
    public void Save(string name, string expression)
    {
        if (store.IsPart) { throw new InvalidDataException("Only a part of this folder is shown here, and nothing is saved in it."); }
        Require(name, "name", LongestName);
        Require(expression, "expression", LongestExpression);
        Change(all =>
        {
            var at = all.FindIndex(s => s.Name == name);
            if (at < 0 && all.Count >= Most)
            {
                throw new InvalidDataException(FormattableString.Invariant($"There are {Most} slices already. Delete one first."));
            }
            if (at >= 0) { all[at] = (name, expression); } else { all.Add((name, expression)); }
        });
    }

    /// <summary>Deletes, when it is there.</summary>
    public void Delete(string name)
    {
        if (!store.IsPart) { Change(all => all.RemoveAll(s => s.Name == name)); }
    }

    private void Change(Action<List<(string Name, string Expression)>> change)
    {
        using var turn = Turn.Take(store.Root, File);
        List<(string Name, string Expression)> all = [.. All()];
        change(all);
        Leftovers.Sweep(store.Root);
        string[] lines = [.. all.Select(s => $"{s.Name}\t{s.Expression}")];
        SealedFile.Write(File, Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(SealOf(lines)).Select(l => l + "\n"))));
    }

    private static void Require(string text, string what, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(char.IsControl))
        {
            throw new InvalidDataException(
                FormattableString.Invariant(
                    $"The {what} has {text?.Length ?? 0} characters; expected 1 to {longest} on one line, without tabs."));
        }
    }
}
