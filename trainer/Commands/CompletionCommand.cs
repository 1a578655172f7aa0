using System.CommandLine;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer completion</c>: the script with which a shell completes verbs, flags and values.</summary>
internal static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var shell = new Argument<string>("shell") { Description = $"One of {string.Join(", ", CompletionScripts.All.Keys)}" };
        shell.CompletionSources.Add([.. CompletionScripts.All.Keys]);
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        var command = new Command("completion",
            "Prints the script with which a shell completes verbs, flags and names at the tab key: source <(trainer completion bash)")
            { shell, json };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetRequiredValue(shell);
            if (!CompletionScripts.All.TryGetValue(asked, out var write))
            {
                throw new InvalidDataException(SettingInfo.Unknown("trainer completion", asked, CompletionScripts.All.Keys));
            }
            var script = write(OwnProgram.Command).ReplaceLineEndings("\n");
            new Reporter(parsed.GetValue(json)).Tell("script", script, ("shell", asked), ("text", script));
            return ExitCodes.Done;
        });
        return command;
    }
}
