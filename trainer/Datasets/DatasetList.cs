namespace DmlStudio.Trainer.Datasets;

/// <summary>Names and files of datasets, as a person writes several in one line.</summary>
internal static class DatasetList
{
    /// <summary>Splits at commas, except those that belong to the name of an existing file or folder.</summary>
    /// <param name="text">Names and paths apart by commas; the longest that exists is one.</param>
    /// <returns>Each once, in their order, without blanks around.</returns>
    public static IReadOnlyList<string> Split(string text)
    {
        string[] parts = text.Split(',');
        var found = new List<string>();
        for (var at = 0; at < parts.Length;)
        {
            var count = parts.Length - at;
            while (count > 1 && !Path.Exists(Joined(at, count))) { count--; }
            found.Add(Joined(at, count));
            at += count;
        }
        return [.. found.Where(f => f.Length > 0).Distinct(StringComparer.Ordinal)];

        string Joined(int first, int count) => string.Join(',', parts, first, count).Trim();
    }
}
