using System.CommandLine;

namespace DmlStudio.Trainer.Commands;

/// <summary>Options that most verbs share.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _out = new("--out") { Description = "Runs folder; default DMLSTUDIO_STORE, else ./runs" };

    public CommonOptions(Command command)
    {
        command.Add(_out);
        command.Add(Data);
        command.Add(Json);
    }

    public Option<string?> Data { get; } = new("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object per event" };

    /// <exception cref="InvalidDataException">The name of the folder is empty.</exception>
    public string Out(ParseResult parsed)
    {
        var found = parsed.GetValue(_out) ?? Environment.GetEnvironmentVariable("DMLSTUDIO_STORE") ?? "runs";
        return !string.IsNullOrWhiteSpace(found) ? found
            : throw new InvalidDataException(
                "The runs folder is \"\" (--out, or DMLSTUDIO_STORE); expected the name of a folder. Leave it out for ./runs.");
    }
}
