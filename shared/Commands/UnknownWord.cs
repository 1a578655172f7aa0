using DmlStudio.Settings;

namespace DmlStudio.Commands;

/// <summary>What a person is told of a word on a command line that no command takes: the same in every program.</summary>
public static class UnknownWord
{
    /// <summary>A sentence that names the nearest known word and where all are listed.</summary>
    /// <param name="of">Program and verbs so far, such as <c>trainer runs</c>.</param>
    /// <param name="found">What was found; a leading dash makes it a flag.</param>
    /// <param name="flags">Flags that are known there.</param>
    /// <param name="verbs">Verbs that are known there.</param>
    public static string Tell(string of, string found, IEnumerable<string> flags, IEnumerable<string> verbs)
    {
        var flag = found.StartsWith('-');
        string[] known = [.. flag ? flags : verbs];
        if (known.Length == 0) { return $"{of}: \"{found}\" is one word too many. \"{of} --help\" says what it takes."; }
        return flag
            ? $"{of}: \"{found}\" is not known. Did you mean \"{SettingInfo.Nearest(found, known)}\"? \"{of} --help\" lists all."
            : SettingInfo.Unknown(of, found, known);
    }
}
