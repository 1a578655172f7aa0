namespace DmlStudio.Tests;

/// <summary>Compares lines with a file under <c>tests/golden/pinned</c> that says what they have been.</summary>
internal static class Pinned
{
    public static void Equal(string file, IEnumerable<string> lines)
    {
        var path = Path.Combine(Repository.Root, "tests", "golden", "pinned", file);
        var actual = lines.ToArray();
        var expected = File.Exists(path) ? File.ReadAllLines(path).Where(l => l.Length > 0 && l[0] != '#').ToArray() : [];
        Assert.True(expected.SequenceEqual(actual),
            $"{path} and the program differ.\nGone:\n{string.Join('\n', expected.Except(actual))}\nNew:\n"
                + $"{string.Join('\n', actual.Except(expected))}");
    }
}
