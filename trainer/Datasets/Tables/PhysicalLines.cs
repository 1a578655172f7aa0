namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The lines of a text, ended by LF, CR LF or CR alone, whatever quotes stand in them. Other signs that Unicode says end a line
/// (form feed, U+0085, U+2028) are characters like others, as they are to whoever writes tables.</summary>
internal static class PhysicalLines
{
    /// <summary>How many line ends a text has.</summary>
    /// <param name="text">A part of a file.</param>
    public static int Ends(ReadOnlySpan<char> text)
    {
        var ends = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && !text[(i + 1)..].StartsWith("\n"))) { ends++; }
        }
        return ends;
    }

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
