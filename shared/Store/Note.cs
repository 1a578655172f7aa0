namespace DmlStudio.Store;

/// <summary>What a reader left for others on a thing.</summary>
/// <param name="Id">Its name, a hash of all that it says.</param>
/// <param name="Of">What it is on: <c>run</c>, <c>configuration</c> or <c>text</c>.</param>
/// <param name="Key">Id of that.</param>
/// <param name="What">What it is: <c>note</c>, <c>star</c>, <c>tag</c>, or <c>pin</c> for the configuration that others are compared
/// with.</param>
/// <param name="Text">Words of a note, name of a tag; empty for the others.</param>
/// <param name="Author">Who left it, as they called themselves.</param>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Removed">Whether it was taken back; it stays in the file, so that a merge does not bring it back.</param>
public sealed record Note(string Id, string Of, string Key, string What, string Text, string Author, long At, bool Removed = false)
{
    /// <summary>What notes can be on.</summary>
    public static IReadOnlyList<string> Things { get; } = ["run", "configuration", "text"];

    /// <summary>What they can be.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["note", "star", "tag", "pin"];
}
