using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Commands;

/// <summary>From an encoder as a person names it to its folder, with the download shown.</summary>
internal static class EncoderChoice
{
    /// <summary>The folder.</summary>
    /// <param name="encoder">A folder, an encoder that comes with the program, or <c>hf:owner/name[@revision]</c>; null
    /// takes the default.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops a download; the next call goes on.</param>
    public static string Folder(string? encoder, Reporter reporter, CancellationToken interrupt)
    {
        encoder ??= EncoderFolders.Default();
        var said = false;
        return EncoderFolders.Locate(encoder, line =>
        {
            if (!said) { reporter.Tell("download", $"Downloading {encoder}", ("encoder", encoder)); }
            said = true;
            reporter.Moving(line);
        }, interrupt);
    }
}
