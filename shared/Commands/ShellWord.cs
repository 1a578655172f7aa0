namespace DmlStudio.Commands;

/// <summary>A word as a POSIX shell takes it, for commands that a person copies or a script holds.</summary>
public static class ShellWord
{
    /// <summary>The word, in single quotes where a shell would read it otherwise.</summary>
    /// <param name="word">Any text, also an empty one.</param>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./,:+=@".Contains(c, StringComparison.Ordinal))
            ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
