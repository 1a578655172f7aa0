using System.Diagnostics;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Shared.Store;
using DmlStudio.Trainer.Hub;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>What a shell offers at the tab key, as a bash that has read the script asks the program.</summary>
public sealed class CompletionTests
{
    // What bash does before it calls the function: the line in words, of which the last is completed. A colon and an equals sign part
    // words, and are words.
    private const string Tab = """
        source <("${@:2}" completion bash)
        [[ $(complete -p trainer) == *' -F _dmlstudio trainer' ]] || exit 9
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<< "$(sed 's/[:=]/ & /g' <<< "$1")"
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
    [InlineData("trainer run --losses=proxy-an", "proxy-anchor")]
    [InlineData("trainer run --losses=cce,cce+proxy-an", "cce,cce+proxy-anchor")]
    [InlineData("trainer run --losses cce --datasets=revi", "reviews")]
    [InlineData("trainer run --datasets=reviews,supp", "reviews,support")]
    [InlineData("trainer run --seed=1 --encoder=roberta-4", "roberta-4x256")]
    [InlineData("trainer run --slurm-own-folders=", "true", "false")]
    [InlineData("trainer completion --json", "--json")]
    [InlineData("trainer runs ", "delete", "list", "merge", "repair", "show", "table")]
    [InlineData("/opt/dmlstudio/trainer  doc", "doctor")]
    public async Task Tab_OnALine_OffersWhatGoesOn(string line, params string[] expected) =>
        Assert.Equal(expected, await Offered(line));

    /// <summary>Nothing is offered, so that the shell offers files; of a list bash would not know which part is one.</summary>
    [SkippableTheory]
    [InlineData("trainer run ")]
    [InlineData("trainer run --out=")]
    [InlineData("trainer run --out ")]
    [InlineData("trainer runs merge ")]
    [InlineData("trainer runs merge run")]
    [InlineData("trainer explain --export=a")]
    [InlineData("trainer claims --markdown ")]
    public async Task Tab_WhereAPathStands_LeavesItToTheShell(string line) =>
        Assert.Equal([""], await Offered(line));

    [SkippableFact]
    public async Task Tab_OnAFileInAList_OffersIt()
    {
        var folder = Directory.CreateTempSubdirectory("completion-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "mine.csv"), "");
            Assert.Equal([$"reviews,{folder}/mine.csv"], await Offered($"trainer run --datasets=reviews,{folder}/mi"));
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    /// <summary>Matching patterns against it took seconds, with nothing to be seen.</summary>
    [SkippableFact]
    public async Task Tab_OnAVeryLongLine_OffersNothingAtOnce()
    {
        var line = "trainer run --losses " + string.Join(',', Enumerable.Repeat("cce", 25_000));
        Assert.Equal([""], await Offered(line).WaitAsync(TimeSpan.FromMinutes(1)));
        var within = "trainer run --losses " + string.Join(',', Enumerable.Repeat("cce", 900)) + ",proxy-an";
        Assert.EndsWith(",proxy-anchor", Assert.Single(await Offered(within).WaitAsync(TimeSpan.FromMinutes(1))), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("trainer run --losses=cce,proxy-an", "--losses=cce,proxy-anchor")]
    [InlineData("trainer runs me", "merge")]
    [InlineData("trainer run --dat", "--data", "--datasets")]
    [InlineData("trainer runs merge /et", "/etc/")]
    [InlineData("trainer runs merge --out=/et", "--out=/etc/")]
    [InlineData("trainer run --datasets=reviews,/et", "--datasets=reviews,/etc/")]
    public async Task Tab_InFish_OffersWhatGoesOnOrPaths(string line, params string[] expected)
    {
        const string Script = "source (dotnet $argv[2] completion fish | psub); complete -C $argv[1]";
        var offered = await Asked("fish", ["-c", Script, line, Trainer.Program]);
        Assert.Equal(expected, offered.Select(o => o.Split('\t')[0]));
    }

    [SkippableTheory]
    [InlineData("trainer run --losses=cce,proxy-an", "--losses=cce,proxy-anchor")]
    [InlineData("trainer runs me", "merge")]
    [InlineData("trainer runs merge /et", "files of /et")]
    [InlineData("trainer run --out=/et", "files of /et")]
    [InlineData("trainer run --datasets=reviews,/et", "files of /et")]
    public async Task Tab_InZsh_OffersWhatGoesOnOrPaths(string line, params string[] expected)
    {
        // Outside of its line editor zsh has none of the functions that show what was found.
        const string Script = """
            compadd() { shift; print -l -- "$@" }
            compset() { [[ $PREFIX == ${~2}* ]] && PREFIX=${PREFIX##${~2}}; return 0 }
            compdef() { :; }
            _files() { print -- "files of $PREFIX" }
            source <(dotnet $2 completion zsh)
            words=(${(s: :)1}); [[ $1 == *' ' ]] && words+=("")
            CURRENT=$#words PREFIX=$words[-1]
            _dmlstudio
            """;
        Assert.Equal(expected, await Asked("zsh", ["-c", Script, "zsh", line, Trainer.Program]));
    }

    [SkippableFact]
    public async Task Tab_WhereARunOrAnExperimentStands_OffersThoseOfTheFolder()
    {
        var root = Directory.CreateTempSubdirectory("completion-").FullName;
        try
        {
            const string One = "r-00aa11bb22cc33dd", Two = "r-11aa11bb22cc33dd";
            foreach (var id in new[] { One, Two })
            {
                using var writer = RunStore.Open(root).Claim(id);
                writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
            }
            var experiment = SampleRun.Summary().Experiment;
            Assert.Equal([One, Two], await Offered($"trainer runs delete --out {root} "));
            Assert.Equal([One, Two], await Offered($"trainer runs delete --out={root} r-"));
            Assert.Equal([Two], await Offered($"trainer runs delete --out {root} {One} r-1"));
            Assert.Equal([Two[2..]], await Offered($"trainer explain --out {root} 11"));
            Assert.Equal([One, Two], await Offered($"trainer space --out {root} "));
            Assert.Equal([One], await Offered($"trainer evaluate --out {root} --run=r-0"));
            Assert.Equal([experiment], await Offered($"trainer runs table --out {root} --experiment="));
            Assert.Equal([experiment], await Offered($"trainer report --out {root} "));
            // A folder that is not there is no error at the tab key.
            Assert.Equal([""], await Offered($"trainer runs delete --out {root}/none "));
        }
        finally { Directory.Delete(root, recursive: true); }
    }

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
    [InlineData("fish", "complete -c $name -f -a '(__dmlstudio)'")]
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
        return await Answer(start);
    }

    private static async Task<string[]> Asked(string shell, string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Skip.IfNot(folders.Any(f => File.Exists(Path.Combine(f, shell))), $"There is no {shell}.");
        return await Answer(new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
    }

    private static async Task<string[]> Answer(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var (code, output, errors) = await Trainer.End(process);
        Assert.Equal((0, ""), (code, errors));
        return output[..^1].Split('\n');
    }
}
