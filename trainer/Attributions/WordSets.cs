namespace DmlStudio.Trainer.Attributions;

/// <summary>Sets of words of one size.</summary>
internal static class WordSets
{
    /// <summary>All sets in lexicographic order.</summary>
    /// <param name="words">Words d.</param>
    /// <param name="size">Size, from 0 to d.</param>
    public static IEnumerable<int[]> Of(int words, int size)
    {
        var set = Enumerable.Range(0, size).ToArray();
        if (size > words) { yield break; }
        while (true)
        {
            yield return (int[])set.Clone();
            var at = size - 1;
            while (at >= 0 && set[at] == words - size + at) { at--; }
            if (at < 0) { yield break; }
            set[at]++;
            for (var i = at + 1; i < size; i++) { set[i] = set[i - 1] + 1; }
        }
    }

    /// <summary>The mask of a text without some words.</summary>
    /// <param name="words">Words d.</param>
    /// <param name="taken">Words taken away.</param>
    public static bool[] Without(int words, IEnumerable<int> taken)
    {
        var mask = new bool[words];
        Array.Fill(mask, true);
        foreach (var w in taken) { mask[w] = false; }
        return mask;
    }

    /// <summary>The mask of a text with only some words.</summary>
    /// <param name="words">Words d.</param>
    /// <param name="kept">Words kept.</param>
    public static bool[] Only(int words, IEnumerable<int> kept)
    {
        var mask = new bool[words];
        foreach (var w in kept) { mask[w] = true; }
        return mask;
    }
}
