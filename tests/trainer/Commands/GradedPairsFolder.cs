using System.Globalization;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>A small <c>stsbenchmark</c>: 40 pairs to train on, 8 each of dev and test.</summary>
internal static class GradedPairsFolder
{
    // The nearer two of them stand, the more alike: 5, 10/3, 5/3 or 0.
    private static readonly string[] Words = ["good", "fine", "poor", "bad"];

    /// <param name="data">Folder of the data sets.</param>
    /// <param name="third">Score in the third row, where it is to be another.</param>
    public static void Write(string data, string? third = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "stsbenchmark")).FullName;
        foreach (var (part, from, count) in new[] { ("train", 0, 40), ("dev", 40, 8), ("test", 40, 8) })
        {
            File.WriteAllLines(Path.Combine(folder, $"sts-{part}.csv"), Enumerable.Range(from, count).Select(i => Row(i, third)));
        }
    }

    private static string Row(int i, string? third)
    {
        int first = i % 4, second = i / 4 % 4;
        var score = (5 - 5 * Math.Abs(first - second) / 3.0).ToString("0.000", CultureInfo.InvariantCulture);
        return string.Join('\t', "main", "news", "2012", i, i == 2 && third is not null ? third : score,
            $"item {i} is {Words[first]}", $"thing {i} is {Words[second]}");
    }
}
