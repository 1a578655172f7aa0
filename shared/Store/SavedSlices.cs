namespace DmlStudio.Store;

/// <summary>Named slice expressions of a store, in the file <c>slices.tsv</c> of its folder: name, tab, expression. They belong to no run.</summary>
/// <param name="store">Store.</param>
public sealed class SavedSlices(RunStore store)
{
    /// <summary>Longest name and expression.</summary>
    public const int LongestName = 60, LongestExpression = 1000;

    private const int Most = 500;
    private readonly Lock _gate = new();

    private string File => Path.Combine(store.Root, "slices.tsv");

    /// <summary>All, in the order in which they were saved; lines that cannot be read are left out.</summary>
    public IReadOnlyList<(string Name, string Expression)> All()
    {
        try
        {
            return [.. System.IO.File.ReadAllLines(File).Select(l => l.Split('\t')).Where(l => l.Length == 2 && l[0].Length > 0 && l[1].Length > 0).Select(l => (l[0], l[1]))];
        }
        catch (FileNotFoundException) { return []; }
        catch (DirectoryNotFoundException) { return []; }
    }

    /// <summary>Saves; an expression of the same name is replaced.</summary>
    /// <param name="name">Name.</param>
    /// <param name="expression">Expression, already read once.</param>
    /// <exception cref="InvalidDataException">Name or expression is empty, too long, or holds a tab or a line break; or there are too many.</exception>
    public void Save(string name, string expression)
    {
        Require(name, "name", LongestName);
        Require(expression, "expression", LongestExpression);
        Change(all =>
        {
            var at = all.FindIndex(s => s.Name == name);
            if (at < 0 && all.Count >= Most) { throw new InvalidDataException(FormattableString.Invariant($"There are {Most} slices already. Delete one first.")); }
            if (at >= 0) { all[at] = (name, expression); } else { all.Add((name, expression)); }
        });
    }

    /// <summary>Deletes, when it is there.</summary>
    /// <param name="name">Name.</param>
    public void Delete(string name) => Change(all => all.RemoveAll(s => s.Name == name));

    private void Change(Action<List<(string Name, string Expression)>> change)
    {
        lock (_gate)
        {
            List<(string Name, string Expression)> all = [.. All()];
            change(all);
            Directory.CreateDirectory(store.Root);
            var unfinished = FormattableString.Invariant($"{File}.{Guid.NewGuid():N}{SealedFile.Unfinished}");
            System.IO.File.WriteAllLines(unfinished, all.Select(s => $"{s.Name}\t{s.Expression}"));
            System.IO.File.Move(unfinished, File, overwrite: true);
        }
    }

    private static void Require(string text, string what, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(char.IsControl))
        {
            throw new InvalidDataException(FormattableString.Invariant($"The {what} has {text?.Length ?? 0} characters; expected 1 to {longest} on one line, without tabs."));
        }
    }
}
