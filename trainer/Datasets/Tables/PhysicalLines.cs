namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The lines of a text, ended by LF, CR LF or CR alone, whatever quotes stand in them.</summary>
internal static class PhysicalLines
{
    /// <summary>The lines with their numbers from 1, without their ends.</summary>
    /// <param name="content">Content of a file.</param>
    public static IEnumerable<(int Number, ReadOnlyMemory<char> Line)> Of(string content)
    {
        var (start, number) = (0, 1);
        while (start < content.Length)
        {
            var length = content.AsSpan(start).IndexOfAny('\r', '\n');
            if (length < 0) { yield return (number, content.AsMemory(start)); yield break; }
            yield return (number++, content.AsMemory(start, length));
            start += length + (content.AsSpan(start + length).StartsWith("\r\n") ? 2 : 1);
        }
    }
}
