using System.CommandLine;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("commands-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rnu", "trainer: \"rnu\" is not known. Did you mean \"run\"? Known: ")]
    [InlineData("run --stesp 3", "trainer run: \"--stesp\" is not known. Did you mean \"--steps\"? \"trainer run --help\" lists all.\n")]
    [InlineData("run --datasets support --losses cce --repetitions 1 --temperatur 3",
        "trainer run: \"--temperatur\" is not known. Did you mean \"")]
    [InlineData("runs shwo",
        "trainer runs: \"shwo\" is not known. Did you mean \"show\"? Known: list, show, table, delete, merge, repair.\n")]
    [InlineData("runs list all", "trainer runs list: \"all\" is one word too many. \"trainer runs list --help\" says what it takes.\n")]
    [InlineData("list losses more", "trainer list: \"more\" is one word too many. \"trainer list --help\" says what it takes.\n", false)]
    [InlineData("list losess",
        "trainer list: \"losess\" is not known. Did you mean \"losses\"? Known: losses, datasets, encoders, rules, methods.\n", false)]
    [InlineData("run --datasets support --losses cce --shots few",
        "--shots is \"few\", expected a whole number of texts from 1 to 1000000 (default 20). Change it or leave it out.\n")]
    [InlineData("run --losses cce", "the command line has no datasets. Add datasets: … to the file, or --datasets … to the command.\n")]
    [InlineData("runs list @words.txt",
        "trainer runs list: \"@words.txt\" is one word too many. \"trainer runs list --help\" says what it takes.\n")]
    [InlineData("search --space steps=1,2 --datasets support --losses cce --trials -3",
        "--trials is -3; expected a whole number from 0, where 0 takes all combinations.\n")]
    [InlineData("search --space part=rest,all --datasets support --losses cce",
        "--space names part, which the search itself sets for every run. Leave it out.\n")]
    [InlineData("search --space steps=1,2 --datasets support --losses cce --repetitions 1 --save no-such-folder/best.yaml",
        "The best settings cannot be saved as no-such-folder/best.yaml; expected the name of a file in a folder that is there")]
    [InlineData("search --space steps=1,2 --datasets support --losses cce --jobs 3", "trainer search: \"--jobs\" is not known.")]
    [InlineData("search --space steps=1,2 --datasets support --losses cce --shard 1/2", "trainer search: \"--shard\" is not known.")]
    [InlineData("evaluate --suite sts --tasks mr", "--suite is sts beside --tasks mr, which names each task by itself.")]
    [InlineData("evaluate --tasks mr --data /nonexistent", "No task can be judged: senteval/MR is not below the data folder /nonexistent.")]
    [InlineData("run --slurm --dry-run --datasets support --losses cce --test-on none.csv",
        "There is no file none.csv. Name an existing")]
    [InlineData("run none.yaml", "There is no experiment file none.yaml. Name an existing .yaml file.\n")]
    public async Task Run_WhatIsNotKnown_IsRefusedWithTheNearest(string line, string message, bool writes = true)
    {
        var (code, output, errors) =
            await Trainer.Run([.. line.Split(' '), .. writes ? ["--out", Path.Combine(_folder, "runs")] : Array.Empty<string>()]);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    // "runs --out other delete r-68" deleted in ./runs.
    [Theory]
    [InlineData("runs --out other delete r-68", "runs delete", "--out", "delete")]
    [InlineData("runs --data nowhere list", "runs list", "--data", "list")]
    [InlineData("claims --markdown x.md show setfit", "claims show", "--markdown", "show")]
    [InlineData("bench --dataset desk explain", "bench explain", "--dataset", "explain")]
    public async Task Run_FlagBeforeTheInnerVerb_IsRefused(string line, string verb, string flag, string inner)
    {
        var (code, output, errors) = await Trainer.Run(line.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"trainer {verb}: {flag} stands before \"{inner}\"; expected it behind, where it is read. Write trainer {verb} "
            + $"{flag} …\n", errors);
    }

    // "--out= --dry-run" trained into a folder "--dry-run".
    [Theory]
    [InlineData("--out=", "--out is \"\"; expected the name of a file or folder. Name one, or leave --out out.\n")]
    [InlineData("--out:", "--out is \"\"; expected the name of a file or folder. Name one, or leave --out out.\n")]
    [InlineData("--steps=", "--steps is \"\"; expected a value. Give one, or leave --steps out.\n")]
    public async Task Run_NothingBehindTheSign_IsRefusedAndTakesNoFlagForIt(string flag, string message)
    {
        var (code, output, errors) = await Trainer.Run("run", "--datasets", "support", "--losses", "cce", flag, "--dry-run");
        Assert.Equal((2, "", "trainer run: " + message), (code, output, errors));
    }

    /// <summary>A file wins over what a search has of its own, and what was found is written as it was read.</summary>
    [Fact]
    public async Task Search_OfAFile_KeepsItsNameAndRepetitions()
    {
        var (file, best) = (Path.Combine(_folder, "e.yaml"), Path.Combine(_folder, "best.yaml"));
        File.WriteAllText(file, "name: mine\ndatasets: [reviews]\nlosses: [cce]\nrepetitions: 2\nshots: 4\ntest-texts: 10\n"
            + "prompt: \"one\\ntwo\"\n");
        var (code, output, errors) = await Trainer.Run("search", file, "--space", "steps=1,2", "--save", best, "--json", "--out",
            Path.Combine(_folder, "runs"));
        Assert.True(code == 0, errors);
        // Two combinations once, the better one twice.
        Assert.Equal(3, Trainer.Events(output)[0].GetProperty("runs").GetInt32());
        Assert.All(RunStore.Open(Path.Combine(_folder, "runs")).Runs(), r => Assert.Equal("mine", r.Experiment));
        var plan = ExperimentFile.Read(best, new Dictionary<string, string>());
        Assert.Equal(("mine", 2, "one\ntwo"), (plan.Name, plan.Repetitions, plan.Settings.Prompt));
    }

    /// <summary>The command that a page shows can be copied, prompts with spaces included.</summary>
    [Fact]
    public void Again_WordsThatAShellReadsOtherwise_AreQuoted() => Assert.Equal(
        "dotnet run -c Release --project trainer -- evaluate --prompt 'query: it'\\''s' --tasks cr",
        OwnProgram.Again(["evaluate", "--prompt", "query: it's", "--tasks", "cr"]));

    /// <summary>Some texts, each copied, and a sample that holds all: nothing is left to be tested on, and every run fails.</summary>
    [Fact]
    public async Task Search_EveryRunFails_SavesNothingAndSaysSo()
    {
        var (file, best) = (Path.Combine(_folder, "copies.csv"), Path.Combine(_folder, "best.yaml"));
        File.WriteAllLines(file, ["text,label",
            .. Enumerable.Range(0, 400).Select(i => $"thing number {i % 20},{(i % 2 == 0 ? "a" : "b")}")]);
        var (code, output, errors) = await Trainer.Run("search", "--space", "steps=1,2", "--datasets", file, "--losses", "cce",
            "--repetitions", "1", "--shots", "40", "--save", best, "--json", "--out", Path.Combine(_folder, "runs"));
        Assert.True(code == ExitCodes.FailedCells, errors + output);
        Assert.False(File.Exists(best));
        var events = Trainer.Events(output);
        Assert.All(events.Where(e => e.GetProperty("event").GetString() == "rank"),
            e => Assert.Equal(System.Text.Json.JsonValueKind.Null, e.GetProperty("score").ValueKind));
        Assert.Equal("not-saved", events[^1].GetProperty("event").GetString());
    }

    [Fact]
    public async Task Run_UnknownKeyInAFile_IsRefusedWithTheNearest()
    {
        var file = Path.Combine(_folder, "experiment.yaml");
        File.WriteAllText(file, "datasets: [support]\nlosses: [cce]\nstep: 3\n");
        var (code, _, errors) = await Trainer.Run("run", file, "--out", Path.Combine(_folder, "runs"));
        Assert.Equal(2, code);
        Assert.StartsWith($"{file}: \"step\" is not known. Did you mean \"steps\"? Known: name, ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongFlagBesideAFile_BlamesTheFlag()
    {
        var file = Path.Combine(_folder, "experiment.yaml");
        File.WriteAllText(file, "datasets: [support]\nlosses: [cce]\nsteps: 3\n");
        var (code, _, errors) = await Trainer.Run("run", file, "--shots", "0", "--out", Path.Combine(_folder, "runs"));
        Assert.Equal(2, code);
        Assert.StartsWith("--shots is \"0\", expected a whole number", errors, StringComparison.Ordinal);
    }

    /// <summary>A plan writes nothing, and says what would keep the command itself from writing.</summary>
    [Theory]
    [InlineData("run")]
    [InlineData("run", "--slurm")]
    [InlineData("search", "--space", "steps=2,3")]
    public async Task DryRun_IntoAFolderThatCannotBeWritten_SaysSo(params string[] command)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var (code, output, errors) = await Trainer.Run([.. command, "--datasets", "support", "--losses", "cce", "--repetitions", "1",
            "--steps", "2", "--shots", "8", "--dry-run", "--out", Path.Combine(file, "runs")]);
        Assert.True(code == 0, errors);
        Assert.Contains($"The runs folder {file}/runs cannot be written from here: {file} is a file. Without --dry-run nothing would be "
            + "made; name another with --out.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_WrongInput_IsAnEventToo()
    {
        var (code, output, errors) = await Trainer.Run("runs", "show", "r-00", "--json", "--out", _folder);
        Assert.Equal(2, code);
        var error = Assert.Single(Trainer.Events(output));
        Assert.Equal("error", error.GetProperty("event").GetString());
        Assert.Equal(2, error.GetProperty("exit").GetInt32());
        Assert.Equal(errors.TrimEnd(), error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Json_EveryKindOfList_IsOneObjectALine()
    {
        foreach (var kind in new[] { "losses", "datasets", "encoders", "rules", "methods" })
        {
            var (code, output, _) = await Trainer.Run("list", kind, "--json");
            Assert.Equal(0, code);
            Assert.NotEmpty(Trainer.Events(output));
            Assert.All(Trainer.Events(output), e => Assert.False(string.IsNullOrEmpty(e.GetProperty("name").GetString())));
        }
    }

    [Fact]
    public void All_EveryVerb_SaysWhatItDoesAndTakesJson()
    {
        Assert.All(Leaves(Verbs.All()), c => Assert.False(string.IsNullOrWhiteSpace(c.Description), c.Name));
        // What follows "web" is the browser's own.
        foreach (var command in Leaves(Verbs.All()).Where(c => c.Name != WebCommand.Name))
        {
            Assert.Contains(command.Options, o => o.Name == "--json");
            Assert.All(command.Options.Where(o => !o.Hidden),
                o => Assert.False(string.IsNullOrWhiteSpace(o.Description), $"{command.Name} {o.Name}"));
        }
    }

    [Fact]
    public async Task Runs_RealRun_IsPlannedMadeListedShownAndDeleted()
    {
        string[] experiment = ["run", "--json", "--datasets", "reviews", "--losses", "cce", "--repetitions", "1", "--shots", "8",
            "--steps", "2", "--test-texts", "20", "--out", _folder];
        var (code, output, errors) = await Trainer.Run([.. experiment, "--dry-run"]);
        Assert.True(code == 0, errors);
        var plan = Trainer.Events(output)[^1];
        Assert.Equal((1, 1, 2), (plan.GetProperty("runs").GetInt32(), plan.GetProperty("open").GetInt32(), plan.GetProperty("steps")
            .GetInt32()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        (code, output, errors) = await Trainer.Run(experiment);
        Assert.True(code == 0, errors);
        Assert.Equal(["start", "run-done", "done"], Trainer.Events(output).Select(e => e.GetProperty("event").GetString()));
        var store = RunStore.Open(_folder);
        var run = Assert.Single(store.Runs());
        Assert.Equal(RunStatus.Done, run.Status);
        Assert.DoesNotContain("--json", store.Details(run.Id)!.Command, StringComparison.Ordinal);

        (_, output, _) = await Trainer.Run("runs", "list", "--json", "--out", _folder);
        Assert.Equal(run.Id, Assert.Single(Trainer.Events(output)).GetProperty("run").GetString());
        // The beginning of an id will do.
        (code, output, _) = await Trainer.Run("runs", "show", run.Id[2..8], "--json", "--out", _folder);
        Assert.Equal(0, code);
        var shown = Trainer.Events(output);
        Assert.Equal(run.Metrics.Count, shown.Count(e => e.GetProperty("event").GetString() == "metric"));
        Assert.Contains(shown, e => e.GetProperty("event").GetString() == "setting" && e.GetProperty("name").GetString() == "steps"
            && e.GetProperty("value").GetString() == "2");

        // Weights and explanations are no part of a run: one that is finished is not made again for them.
        (_, output, _) = await Trainer.Run([.. experiment, "--dry-run", "--keep-weights", "true", "--explain", "2"]);
        var lacking = Trainer.Events(output).Where(e => e.GetProperty("event").GetString() == "lacking").ToArray();
        Assert.Equal(["no kept weights", "fewer explained texts than --explain asks for"],
            lacking.Select(e => e.GetProperty("what").GetString()));
        Assert.All(lacking, e => Assert.Equal(run.Id, Assert.Single(e.GetProperty("runs").EnumerateArray()).GetString()));

        // A table of what was not run is refused, with what there is.
        foreach (var (flag, wrong) in new[] { ("--baseline", "setfit"), ("--rule", "hed"), ("--metric", "acuracy") })
        {
            (code, _, errors) = await Trainer.Run("runs", "table", flag, wrong, "--out", _folder);
            Assert.Equal(2, code);
            Assert.StartsWith($"{flag[2..]}: \"{wrong}\" is not known. Did you mean ", errors, StringComparison.Ordinal);
        }
        (code, output, _) = await Trainer.Run("runs", "table", "--per-label", "--out", _folder);
        Assert.Equal(0, code);
        Assert.Contains(" per label\n", output, StringComparison.Ordinal);

        Assert.Equal(2, (await Trainer.Run("runs", "delete", run.Id, "r-ffff", "--out", _folder)).Code);
        Assert.Single(RunStore.Open(_folder).Runs());
        Assert.Equal(0, (await Trainer.Run("runs", "delete", run.Id, "--out", _folder)).Code);
        Assert.Empty(RunStore.Open(_folder).Runs());
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
