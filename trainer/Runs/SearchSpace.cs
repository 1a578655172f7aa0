namespace DmlStudio.Trainer.Runs;

/// <summary>Values that settings may take in a search.</summary>
/// <param name="Axes">Name of a setting and its values; a loss's own setting is written <c>sup-con.temperature</c>.</param>
internal sealed record SearchSpace(IReadOnlyList<(string Name, string[] Values)> Axes)
{
    /// <summary>Reads axes such as <c>learning-rate=5e-5,1e-4</c>; values that hold commas stand apart by semicolons:
    /// <c>linear.weights=0.1,0.9;0.5,0.5</c>.</summary>
    /// <param name="axes">One text per setting.</param>
    /// <exception cref="InvalidDataException">An axis without a name or values, or named twice.</exception>
    public static SearchSpace Parse(IReadOnlyList<string> axes)
    {
        if (axes.Count == 0)
        {
            throw new InvalidDataException(
                "The search has no --space. Name settings with their values, such as --space learning-rate=5e-5,1e-4.");
        }
        var parsed = axes.Select(a => a.Split('=', 2))
            .Select(p => (Name: p[0].Trim(), Values: p.Length < 2
                ? []
                : p[1].Split(p[1].Contains(';', StringComparison.Ordinal)
                    ? ';'
                    : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            .ToArray();
        foreach (var (name, values) in parsed)
        {
            if (name.Length == 0 || values.Length == 0)
            {
                throw new InvalidDataException(
                    $"--space found \"{name}\" with no values, expected setting=value,value, such as learning-rate=5e-5,1e-4.");
            }
            if (parsed.Count(p => p.Name == name) > 1)
            {
                throw new InvalidDataException($"--space names {name} twice. Give all its values once.");
            }
        }
        return new SearchSpace(parsed);
    }

    /// <summary>Number of combinations.</summary>
    public long Size => Axes.Aggregate(1L, (a, axis) => a * axis.Values.Length);

    /// <summary>Combinations: all of them, or some drawn without repetition.</summary>
    /// <param name="count">How many at most; 0 for all.</param>
    /// <param name="random">Draws; null takes the first in order.</param>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Combinations(int count, Random? random)
    {
        var size = Size;
        if (size > 100_000)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"--space has {size} combinations, expected at most 100000. Give fewer values."));
        }
        var places = Enumerable.Range(0, (int)size).ToArray();
        random?.Shuffle(places);
        return [.. places.Take(count == 0 ? places.Length : count).Select(At)];
    }

    private Dictionary<string, string> At(int place)
    {
        var found = new Dictionary<string, string>();
        foreach (var (name, values) in Axes)
        {
            found[name] = values[place % values.Length];
            place /= values.Length;
        }
        return found;
    }
}
