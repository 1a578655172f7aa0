using System.CommandLine;

namespace DmlStudio.Web.Commands;

/// <summary>The runs folder on the command line of the browser.</summary>
internal static class StoreOption
{
    private const string Variable = "DMLSTUDIO_STORE";

    /// <summary>The option.</summary>
    public static Option<string?> Make() => new("--store") { Description = $"Runs folder; default {Variable}, else ./runs" };

    /// <summary>The folder that it names.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string Folder(string? given)
    {
        var (source, value) = given is not null ? ("--store", given) : (Variable, Environment.GetEnvironmentVariable(Variable) ?? "runs");
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new InvalidDataException($"{source} is empty; expected a runs folder. Name one, or leave it out for ./runs.");
        }
        if (File.Exists(value)) { throw new InvalidDataException($"{source} is {value}, which is a file; expected a runs folder."); }
        return value;
    }
}
