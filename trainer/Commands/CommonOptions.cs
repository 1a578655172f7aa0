using System.CommandLine;

namespace DmlStudio.Trainer.Commands;

/// <summary>Options that most verbs share.</summary>
internal sealed class CommonOptions
{
    /// <summary>The flag of the runs folder.</summary>
    public const string OutName = "--out";

    private readonly Option<string?> _out = new(OutName) { Description = "Runs folder; default DMLSTUDIO_STORE, else ./runs" };

    public CommonOptions(Command command)
    {
        command.Add(_out);
        command.Add(Data);
        command.Add(Json);
    }

    public Option<string?> Data { get; } = new("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object per event" };

    /// <summary>The runs folder where no flag names one.</summary>
    public static string Default => Environment.GetEnvironmentVariable("DMLSTUDIO_STORE") ?? "runs";

    /// <exception cref="InvalidDataException">The name of the folder is empty.</exception>
    public string Out(ParseResult parsed)
    {
        var found = parsed.GetValue(_out) ?? Default;
        return !string.IsNullOrWhiteSpace(found) ? found
            : throw new InvalidDataException(
                "The runs folder is \"\" (--out, or DMLSTUDIO_STORE); expected the name of a folder. Leave it out for ./runs.");
    }
}
