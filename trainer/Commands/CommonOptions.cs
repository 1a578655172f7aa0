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

    public string Out(ParseResult parsed) => parsed.GetValue(_out) ?? Environment.GetEnvironmentVariable("DMLSTUDIO_STORE") ?? "runs";
}
