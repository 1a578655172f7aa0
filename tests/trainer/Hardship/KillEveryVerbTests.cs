using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Tests.Trainer.Hub;
using DmlStudio.Trainer.Hub;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Trainer.Hardship;

/// <summary>Every verb that writes, killed at random moments, as its files change, and at its writing system calls, and
/// told there that the disk is full: nothing that was there is lost, nothing is half, and the same command given again ends well.
/// Some are killed up to three times before they may go on. DMLSTUDIO_KILLS says how often each verb suffers each of the four.</summary>
[Trait("Category", "Hardship")]
public sealed class KillEveryVerbTests : IDisposable
{
    private static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    // Killed so often in a row, as what starts a program again does; it also halves the time of a try.
    private const int InARow = 3;
    private static readonly string[] Ways = ["killed at a moment", "killed at change", "killed at call", "disk full at call"];
    private static readonly string[] Small =
        ["--datasets", "reviews", "--losses", "cce", "--shots", "8", "--steps", "2", "--test-texts", "10", "--precision", "fp32"];
    private readonly string _folder = Directory.CreateTempSubdirectory("hardship-").FullName;
    private readonly ITestOutputHelper _output;
    private readonly string _encoder, _seed, _texts;
    private readonly FakeHub _hub;
    private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);

    public KillEveryVerbTests(ITestOutputHelper output)
    {
        _output = output;
        (_encoder, _seed, _texts) = (Path.Combine(_folder, "encoder"), Path.Combine(_folder, "seed"), Path.Combine(_folder, "texts.txt"));
        ToyBert.Write(_encoder, ToyBert.Letters, 128);
        File.WriteAllLines(_texts, Enumerable.Range(0, 40)
            .Select(i => FormattableString.Invariant($"the {"abcdefghij"[i % 10]} cat sees a dog {i}")));
        _hub = new FakeHub(Directory.EnumerateFiles(_encoder).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes));
    }

    private static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("DMLSTUDIO_KILLS"), out var count) ? count : 12;

    public static TheoryData<string> Verbs =>
        [.. new[] { "run", "explain", "robustness", "oos", "merge", "delete", "distil", "hub", "evaluate" }];

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_KilledAtMomentsAndCalls_LosesNothingAndGoesOn(string verb)
    {
        Skip.If(verb == "evaluate"
            && !Directory.Exists(Path.Combine(Fixtures.Shared, "data")),
                "evaluate needs the data of the folder named by DMLSTUDIO_SHARED.");
        await Seed();
        var deed = Deeds().Single(d => d.Name == verb);
        var random = new Random(verb.Length * 7 + verb[0]);
        int lost = 0, wrong = 0, crashed = 0, row = 0;
        var tried = new int[Ways.Length];
        var work = Path.Combine(_folder, "work");
        Fresh(deed, work);
        var clock = Stopwatch.StartNew();
        var (changes, code, errors) = await Victim.Changes(work, deed.Arguments(work), deed.Environment);
        var life = clock.Elapsed;
        Assert.True(deed.Good.Contains(code), errors);
        var calls = Victim.CanTrace ? await Calls(deed, work) : 0;
        if (calls == 0) { _output.WriteLine($"{verb}: strace cannot trace here; killed at moments alone."); }
        foreach (var i in Enumerable.Range(0, Ways.Length * Count))
        {
            var way = i % Ways.Length;
            if (way > 1 && calls == 0) { continue; }
            if (row == 0) { Fresh(deed, work); }
            var at = 1 + (int)((long)(i / Ways.Length) * (way == 1 ? changes : calls) / Count);
            var arguments = deed.Arguments(work);
            var how = way == 0 ? Ways[way] : FormattableString.Invariant($"{Ways[way]} {at}");
            var (hit, ended, said) = await (way switch
            {
                0 => Victim.After(life * random.NextDouble(), arguments, deed.Environment),
                1 => Victim.AtChange(work, at, arguments, deed.Environment),
                2 => Victim.AtCall(at, arguments, deed.Environment),
                _ => Victim.FullAt(at, arguments, deed.Environment),
            });
            if (hit) { tried[way]++; }
            // A long try that is broken off has said how far it came.
            if (i % 20 == 19)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"{verb}: {tried.Sum()} so far, lost {lost}, wrong {wrong}, crashed {crashed}"));
            }
            // A full disk is told in words; a kill tells nothing.
            if (ended is not (0 or 2 or 3 or 4 or 137) || said.Contains("   at DmlStudio", StringComparison.Ordinal))
            {
                crashed++;
                Say($"{how}, crashed: {ended} {said}");
            }
            foreach (var fault in deed.Faults(work, false)) { lost++; Say($"{how}, lost: {fault}"); }
            if (hit && way < 3 && ++row < InARow) { continue; }
            row = 0;
            // The same command goes on, and leaves nothing behind.
            var (again, _, wrongs) = await Run(deed, work);
            if (!deed.Good.Contains(again)) { crashed++; Say($"{how}, ended the second time with {again}: {wrongs}"); }
            foreach (var fault in deed.Faults(work, true)) { wrong++; Say($"{how}, wrong in the end: {fault}"); }
        }
        var line = FormattableString.Invariant(
            $"{verb}: tried {tried.Sum()} (moments {tried[0]}, changes {tried[1]}, calls {tried[2]}, full disks {tried[3]}), ")
            + FormattableString.Invariant($"lost {lost}, wrong {wrong}, crashed {crashed} (of {calls} writing calls)");
        _output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal((0, 0, 0), (lost, wrong, crashed));

        void Say(string what) => _output.WriteLine(verb + " " + what);
    }

    private async Task Seed()
    {
        var (code, _, errors) = await Commands.Trainer.Run(
            ["run", .. Small, "--encoder", _encoder, "--repetitions", "2", "--keep-weights", "true", "--out", _seed]);
        Assert.True(code == 0, errors);
        foreach (var run in RunStore.Open(_seed).Runs()) { _before[run.Id] = Bits(RunStore.Open(_seed), run.Id); }
    }

    private Deed[] Deeds()
    {
        var first = _before.Keys.Order(StringComparer.Ordinal).First();
        string[] all = ["--all", "--encoder", _encoder];
        void Copied(string work) => Copy(_seed, work);
        void Empty(string work) => Directory.CreateDirectory(work);
        return
        [
            new("run", w => ["run", .. Small, "--encoder", _encoder, "--repetitions", "2", "--keep-weights", "true", "--out", w], Empty,
                (w, done) => Store(w, done ? 2 : 0, done)),
            new("explain", w => ["explain", first, "--texts", "2", "--methods", "leave-one-out", "--judge", "none", "--encoder", _encoder,
                "--out", w], Copied, (w, done) => Store(w, 2, done)
                .Concat(done && RunStore.Open(w).ExplainedTexts(first).Count != 2 ? ["explained texts"] : [])),
            new("robustness", w => ["robustness", .. all, "--texts", "4", "--seeds", "1", "--out", w], Copied,
                (w, done) => Store(w, 2, done).Concat(done && RunStore.Open(w).Robustness(first) is null ? ["the test"] : [])),
            new("oos", w => ["oos", .. all, "--texts", _texts, "--most", "10", "--out", w], Copied, (w, done) => Store(w, 2, done)
                .Concat(done && RunStore.Open(w).OutOfScope(first).Count != 1 ? ["the test"] : [])),
            new("merge", w => ["runs", "merge", _seed, "--out", w], Empty, (w, done) => Store(w, done ? 2 : 0, done)),
            new("evaluate", w => ["evaluate", "--tasks", "sts12,sts13", "--encoder", _encoder, "--data",
                Path.Combine(Fixtures.Shared, "data"), "--out", w], Empty,
                (w, done) => Store(w, 0, done).Concat(done && TransferStore.Open(w).All().Single().Scores.Count != 2 ? ["scores"] : [])),
            new("delete", w => ["runs", "delete", first, "--out", w], Copied, (w, done) => Store(w, 1, done)
                .Concat(done && RunStore.Open(w).Run(first) is not null ? ["still there"] : []))
            // Given again, it finds nothing to delete.
            { Good = [0, 2] },
            new("distil", w => ["distil", "--teacher", _encoder, "--corpus", _texts, "--hidden", "8", "--intermediate", "12", "--layers",
                "1", "--heads", "1", "--vocabulary", "270", "--epochs", "1", "--batch", "16", "--out", Path.Combine(w, "student")],
                Empty, (w, done) => done && !File.Exists(Path.Combine(w, "student", "model.safetensors")) ? ["the student"] : []),
            new("hub", w => ["run", .. Small, "--encoder", "hf:someone/some-encoder", "--dry-run", "--out",
                Path.Combine(_folder, "none")], Empty, (w, done) => done && new HubCache(w).All().Count != 1 ? ["the encoder"] : [])
            { Environment = new Dictionary<string, string> { ["HF_ENDPOINT"] = _hub.Address.ToString(),
                ["DMLSTUDIO_CACHE"] = Path.Combine(_folder, "work") } },
        ];
    }

    // What a store must be at any time: no damage, what was there has its bits, and in the end nothing lies about.
    private IEnumerable<string> Store(string work, int least, bool done)
    {
        var store = RunStore.Open(work);
        foreach (var damaged in store.Check(deep: true).Damaged) { yield return damaged.Reason; }
        var runs = store.Runs().Where(r => r.Status == RunStatus.Done).ToArray();
        if (runs.Length < least) { yield return FormattableString.Invariant($"{runs.Length} runs, expected {least}"); }
        foreach (var run in runs.Where(r => _before.TryGetValue(r.Id, out var bits) && bits != Bits(store, r.Id)))
        {
            yield return $"{run.Id} has other bits";
        }
        if (!done) { yield break; }
        foreach (var left in Directory.EnumerateFileSystemEntries(work, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".unfinished", StringComparison.Ordinal) || f.EndsWith(".deleted", StringComparison.Ordinal)))
        {
            yield return $"{left} lies about";
        }
    }

    private static string Bits(RunStore store, string id)
    {
        var details = store.Details(id)!;
        return Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(
                    new { details.Settings, details.Curve, details.Predictions, details.Space, store.Run(id)!.Metrics }, WithNaN))));
    }

    private static async Task<(int Code, string Output, string Errors)> Run(Deed deed, string work)
    {
        using var process = Commands.Trainer.Start(deed.Arguments(work), deed.Environment);
        return await Commands.Trainer.End(process);
    }

    // How many writing calls the busiest thread makes: those that can be the n-th.
    private async Task<int> Calls(Deed deed, string work)
    {
        Fresh(deed, work);
        var log = Path.Combine(_folder, "calls");
        var start = new ProcessStartInfo("strace",
            ["-f", "-qqq", "-o", log, "-e", "trace=" + Victim.Writing, "dotnet", Commands.Trainer.Program,
                .. deed.Arguments(work)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in deed.Environment) { start.Environment[name] = value; }
        using var process = Process.Start(start)!;
        await Commands.Trainer.End(process);
        return File.ReadLines(log).GroupBy(l => l.Split(' ', 2)[0]).Select(g => g.Count()).DefaultIfEmpty(0).Max();
    }

    private static void Fresh(Deed deed, string work)
    {
        if (Directory.Exists(work)) { Directory.Delete(work, recursive: true); }
        deed.Prepare(work);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
