namespace DmlStudio.Store;

/// <summary>A right to read a runs folder from elsewhere; the secret itself is nowhere kept.</summary>
/// <param name="Id">Its name in lists.</param>
/// <param name="Sha256">SHA-256 of its secret, hex.</param>
/// <param name="Experiment">Experiment that it is narrowed to, or null.</param>
/// <param name="Texts">Whether texts may be read.</param>
/// <param name="MadeAt">When it was made, Unix milliseconds.</param>
/// <param name="Until">When it ends, Unix milliseconds.</param>
/// <param name="Revoked">Whether it was taken back.</param>
public sealed record AccessToken(string Id, string Sha256, string? Experiment, bool Texts, long MadeAt, long Until, bool Revoked)
{
    /// <summary>Whether it holds at a time.</summary>
    public bool Holds(DateTimeOffset now) => !Revoked && now.ToUnixTimeMilliseconds() < Until;
}
