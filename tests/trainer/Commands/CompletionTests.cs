using System.Diagnostics;
using DmlStudio.Trainer.Hub;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>What a shell offers at the tab key, as a bash that has read the script asks the program.</summary>
public sealed class CompletionTests
{
    // What bash does before it calls the function: the line in words, of which the last is completed. A colon parts words.
    private const string Tab = """
        source <("${@:2}" completion bash)
        [[ $(complete -p trainer) == *' -F _dmlstudio trainer' ]] || exit 9
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<< "${1//:/ : }"
        [[ $1 == *[\ :] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _dmlstudio
        for found in "${COMPREPLY[@]}"; do [[ -n $found ]] || exit 8; done
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [SkippableTheory]
    [InlineData("trainer ru", "run", "runs")]
    [InlineData("trainer runs me", "merge")]
    [InlineData("trainer run --shar", "--shard")]
    [InlineData("trainer run --losses proxy-an", "proxy-anchor")]
    [InlineData("trainer run --losses cce,cce+proxy-an", "cce,cce+proxy-anchor")]
    [InlineData("trainer run --datasets rev", "reviews")]
    [InlineData("trainer run --datasets reviews,supp", "reviews,support")]
    [InlineData("trainer run --losses cce --encoder roberta-4", "roberta-4x256")]
    [InlineData("trainer list ru", "rules")]
    [InlineData("trainer completion z", "zsh")]
    [InlineData("trainer run --device cud", "cuda")]
    [InlineData("trainer nix nix", "")]
    [InlineData("trainer run --shard ", "")]
    [InlineData("/opt/dmlstudio/trainer  doc", "doctor")]
    public async Task Tab_OnALine_OffersWhatGoesOn(string line, params string[] expected) =>
        Assert.Equal(expected, await Offered(line));

    /// <summary>A downloaded encoder has a colon in its name; bash is to replace only what stands behind it.</summary>
    [SkippableFact]
    public async Task Tab_BehindAColon_OffersTheRest()
    {
        var cache = Directory.CreateTempSubdirectory("completion-").FullName;
        try
        {
            new HubCache(cache).Complete(HubName.Parse("hf:lab/small"), new string('a', 40), []);
            Assert.Equal(["lab/small"], await Offered("trainer run --encoder hf:la", cache));
            Assert.Equal(["lab/small"], await Offered("trainer run --encoder hf:", cache));
            Assert.Equal(["hf:lab/small"], await Offered("trainer run --encoder hf", cache));
        }
        finally { Directory.Delete(cache, recursive: true); }
    }

    [Theory]
    [InlineData("bash", "complete -o bashdefault -o default -F _dmlstudio trainer dmlstudio DmlStudio.Trainer")]
    [InlineData("zsh", "#compdef trainer dmlstudio DmlStudio.Trainer")]
    [InlineData("fish", "complete -c $name -a '(__dmlstudio)'")]
    public async Task Completion_OfEachShell_IsAScriptThatAsksThisProgram(string shell, string line)
    {
        var (code, script, errors) = await Trainer.Run("completion", shell);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(line, script.Split('\n').Select(l => l.Trim()));
        Assert.Contains(Path.GetFileName(Trainer.Program), script, StringComparison.Ordinal);
        var told = Assert.Single(Trainer.Events((await Trainer.Run("completion", shell, "--json")).Output));
        Assert.Equal((shell, script.TrimEnd()), (told.GetProperty("shell").GetString(), told.GetProperty("text").GetString()!.TrimEnd()));
    }

    [Fact]
    public async Task Completion_OfAnUnknownShell_IsRefusedWithTheNearest()
    {
        var (code, _, errors) = await Trainer.Run("completion", "bsah");
        Assert.Equal((2, "trainer completion: \"bsah\" is not known. Did you mean \"bash\"? Known: bash, zsh, fish.\n"), (code, errors));
    }

    private static async Task<string[]> Offered(string line, string cache = "")
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A bash that reads a script as Linux has it.");
        var start = new ProcessStartInfo("bash", ["-c", Tab, "bash", line, "dotnet", Trainer.Program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (cache.Length > 0) { start.Environment["DMLSTUDIO_CACHE"] = cache; }
        using var process = Process.Start(start)!;
        var (code, output, errors) = await Trainer.End(process);
        Assert.Equal((0, ""), (code, errors));
        return output[..^1].Split('\n');
    }
}
