using System.Diagnostics;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Commands;

/// <summary>The browser's program: in the folder <c>web</c> beside this one, as in the package, else built from the sources around
/// it.</summary>
internal static class WebProgram
{
    private const string Name = "DmlStudio.Web";

    /// <summary>How it is started; null where it is not found.</summary>
    /// <param name="arguments">Its own arguments.</param>
    public static ProcessStartInfo? How(IEnumerable<string> arguments)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "web", Name + ".dll");
        string[]? program = File.Exists(beside) ? [beside]
            : EncoderFolders.SourceRoot() is { } root ? ["run", "-c", "Release", "--project", Path.Combine(root, "web"), "--"]
            : null;
        return program is null ? null : new ProcessStartInfo("dotnet", [.. program, .. arguments]) { UseShellExecute = false };
    }
}
