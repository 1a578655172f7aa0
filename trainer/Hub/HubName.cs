using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Hub;

/// <summary>An encoder on a hub as a person writes it: <c>hf:owner/name</c> or <c>hf:owner/name@revision</c>.</summary>
/// <param name="Name">Name of the repository.</param>
/// <param name="Revision">Branch, tag or commit; default <c>main</c>.</param>
internal sealed partial record HubName(string Owner, string Name, string Revision)
{
    private const string Prefix = "hf:";

    /// <summary>True for what begins with <c>hf:</c>.</summary>
    /// <param name="encoder">An encoder as written.</param>
    public static bool Recognises(string encoder)
    {
        return encoder.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>Reads the name.</summary>
    /// <param name="encoder">An encoder as written.</param>
    /// <exception cref="InvalidDataException">Not of this form.</exception>
    public static HubName Parse(string encoder)
    {
        var match = Form().Match(encoder);
        return match.Success && !encoder.Contains("..", StringComparison.Ordinal)
            ? new HubName(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success ? match.Groups[3].Value : "main")
            : throw new InvalidDataException(
                $"The encoder \"{encoder}\" is not of the form hf:owner/name or hf:owner/name@revision. Write it so, or name a folder.");
    }

    /// <summary>The name as written.</summary>
    public override string ToString() => $"{Prefix}{Owner}/{Name}{(Revision == "main" ? "" : "@" + Revision)}";

    [GeneratedRegex("^hf:([A-Za-z0-9][A-Za-z0-9._-]*)/([A-Za-z0-9][A-Za-z0-9._-]*)(?:@([A-Za-z0-9][A-Za-z0-9._/-]*))?$")]
    private static partial Regex Form();
}
