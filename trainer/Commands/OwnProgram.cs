using DmlStudio.Commands;

namespace DmlStudio.Trainer.Commands;

/// <summary>How this program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>The line that does the same again, as a person copies it into a shell.</summary>
    /// <param name="arguments">Arguments of the program.</param>
    public static string Again(IEnumerable<string> arguments) =>
        "dotnet run -c Release --project trainer -- " + string.Join(' ', arguments.Select(ShellWord.Of));

    /// <summary>The program and, where dotnet hosts it, its library.</summary>
    public static IReadOnlyList<string> Command
    {
        get
        {
            var program = Environment.ProcessPath!;
            // Started as "dotnet DmlStudio.Trainer.dll …" the first argument is the library; as a program of its own it is not needed.
            return Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
                ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
                : [program];
        }
    }
}
