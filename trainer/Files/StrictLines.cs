using System.Text;
using System.Text.Unicode;
using DmlStudio.Files;

namespace DmlStudio.Trainer.Files;

/// <summary>Lines of a text file that must be UTF-8.</summary>
internal static class StrictLines
{
    private const long Longest = 500_000_000;

    /// <summary>The lines.</summary>
    /// <exception cref="InvalidDataException">The file is no UTF-8, or far larger than any list of words.</exception>
    public static string[] Read(string path)
    {
        RegularFile.Require(path);
        using var file = File.OpenRead(path);
        if (file.Length > Longest)
        {
            throw new InvalidDataException(
                FormattableString.Invariant(
                    $"{path} has {file.Length} bytes, expected at most {Longest}. It is no list of pieces; copy it again."));
        }
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        ForeignFile.Refuse(path, bytes, "a text file with one piece a line");
        if (!Utf8.IsValid(bytes)) { throw new InvalidDataException($"{path} is not UTF-8; expected one piece a line. Copy it again."); }
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) { lines.Add(line); }
        return [.. lines];
    }
}
