using System.Globalization;
using System.CommandLine;
using System.Diagnostics;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Distillation;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer distil</c>: makes a small encoder from a large one and unlabelled texts.</summary>
internal static class DistilCommand
{
    private const int Held = 2000;

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("distil",
            "Makes a small encoder from a large one: RoBERTa architecture with a vocabulary of its own, taught the teacher's "
                + "embeddings; goes on where it stopped.");
        var teacher = new Option<string>("--teacher") { Description = "Folder of the teacher", Required = true };
        var pooling = new Option<string>("--pooling")
        {
            Description = "The teacher's pooling (default mean)",
            DefaultValueFactory = _ => "mean"
        };
        var exclude = new Option<string>("--exclude")
        {
            Description = "Datasets whose texts are left out of the corpus, apart by commas (default support,reviews,desk)",
            DefaultValueFactory = _ => "support,reviews,desk"
        };
        var ready = new Option<string?>("--tokenizer")
        {
            Description = "Folder of a byte-level BPE to use, as \"tokenizer train\" writes; default one is learnt from the corpus"
        };
        var to = new Option<string>("--out") { Description = "Folder of the student", Required = true };
        var data = new Option<string?>("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        foreach (var option in new Option[] { teacher, pooling }) { command.Add(option); }
        var sources = new TextSourceFlags(command);
        foreach (var option in new Option[] { exclude, ready, to, data, json }) { command.Add(option); }
        var flags = new SettingFlags(command, typeof(DistillationSettings));
        var where = new DeviceOption(command);
        command.SetAction((parsed, interrupt) =>
        {
            var settings = (DistillationSettings)flags.Read(parsed);
            var folders = DataFolders.Default(parsed.GetValue(data));
            var reporter = new Reporter(parsed.GetValue(json));
            try
            {
                Run(settings, EncoderChoice.Folder(parsed.GetValue(teacher)!, reporter, interrupt), parsed.GetValue(pooling)!,
                    excluded => sources.Read(parsed, excluded, folders), parsed.GetValue(sources.PerSource),
                    [.. parsed.GetValue(exclude)!.Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(name => DatasetTable.Read(name, folders, new TableColumns(), CorpusUse.Texts))],
                    parsed.GetValue(ready), parsed.GetValue(to)!, where.Of(parsed), reporter, interrupt);
                return Task.FromResult(ExitCodes.Done);
            }
            catch (OperationCanceledException)
            {
                reporter.Tell("interrupted", "Interrupted; the same command goes on from here.");
                return Task.FromResult(ExitCodes.Interrupted);
            }
        });
        return command;
    }

    private static void Run(DistillationSettings settings, string teacherFolder, string pooling,
        Func<Corpus[], TextSources> read, int perSource, Corpus[] excluded, string? ready, string folder,
        TorchSharp.torch.Device device, Reporter reporter, CancellationToken interrupt)
    {
        var work = Path.Combine(folder, ".distil");
        var state = Path.Combine(work, "state");
        // What an earlier distil wrote here, it may write again.
        if (!Directory.Exists(work)) { CheckpointFiles.RequireNone(folder, "--out"); }
        var precision = settings.Precision switch
        {
            PrecisionSetting.Fp32 => Precision.Fp32,
            PrecisionSetting.Bf16 => Precision.Bf16,
            _ => Distillation.Distillation.PrecisionOf(state) ?? PrecisionProbe.Measure(device).Faster,
        };
        using var teacher = TextEncoder.Open(teacherFolder, pooling, settings.MaxTokens, precision, device, "none", normalize: false);
        if (teacher.Checkpoint.Modules.DefaultPrompt is { } prompt)
        {
            reporter.Tell("checkpoint", $"The teacher's prompt ({prompt}) is left out: the student shall read texts as they are.",
                ("prompt", prompt));
        }
        var sources = read(excluded);
        foreach (var source in sources.Sources)
        {
            reporter.Tell("source", string.Create(CultureInfo.InvariantCulture,
                $"{source.Name,-20} {source.Lines,9:N0} texts, {source.Kept,8:N0} taken, {source.Repeated,7:N0} repeated, "
                    + $"{source.Excluded,4:N0} of an examination"),
                ("name", source.Name), ("lines", source.Lines), ("taken", source.Kept), ("repeated", source.Repeated),
                    ("excluded", source.Excluded));
            TableLines.Tell(source.Reading, reporter);
        }
        var held = Math.Min(Held, sources.Texts.Count / 10);
        if (sources.Texts.Count - held < settings.Batch || held < 2)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The corpus has {sources.Texts.Count} texts, expected at least {Math.Max(20, settings.Batch + held)} (a batch, "
                        + $"and a tenth held out). Give more texts, or a smaller --batch."));
        }
        // From here on something is written.
        Directory.CreateDirectory(work);
        using var hold = Hold(work);
        // Held-out texts stand last; which ones they are follows from the seed.
        var texts = sources.Texts.ToArray();
        Seeds.Source(settings.Seed, "held").Shuffle(texts);

        var vocabulary = Vocabulary(settings, teacher, texts, ready, reporter, interrupt);
        vocabulary.Write(Path.Combine(work, "tokenizer"), settings.MaxTokens);
        var tokenizer = TokenizerFolder.Open(Path.Combine(work, "tokenizer"));
        var targets = new TeacherFile(work, teacher, texts).Read(teacher, texts, Done(reporter, "teacher", texts.Length), interrupt);

        var config = vocabulary.Config(settings.Hidden, settings.Layers, settings.Heads, settings.Intermediate, settings.MaxTokens);
        var initial = StudentWeights.Initial(config, vocabulary, teacher, LayersFrom(settings), Seeds.Source(settings.Seed, "student"),
            interrupt);
        using var states = settings.TokenStates > 0
            ? new TeacherStates(work, teacher, texts, Done(reporter, "teacher's words", texts.Length), interrupt)
            : null;
        TokenizedText[] tokens = [.. texts.Select(t => tokenizer.Encode(t, null, settings.MaxTokens))];
        using var distillation = new Distillation.Distillation(EncoderCheckpoint.Of("student", config, initial), settings,
            tokens, targets, held, states is null
                ? null
                : new WordTerm(states, texts, tokens, device), tokenizer.Special.MaskId, precision, device);
        if (File.Exists(state)) { distillation.Load(state); }
        reporter.Tell("start", string.Create(CultureInfo.InvariantCulture,
            $"{texts.Length - held:N0} texts, {held:N0} held out; {distillation.Student.Count / 1e6:0.00} million weights; step "
                + $"{distillation.Step:N0} of {distillation.Steps:N0}; {precision}"),
            ("texts", texts.Length - held), ("held", held), ("weights", distillation.Student.Count), ("step", distillation.Step),
                ("steps", distillation.Steps));
        Learn(distillation, state, reporter, interrupt);

        var (cosine, similarity) = distillation.Held();
        StudentFolder.Write(folder, distillation.Weights(), config, vocabulary,
            new StudentCard(settings, teacher.Checkpoint, pooling, perSource, sources, [.. excluded.Select(e => e.Name)], held, cosine,
                similarity));
        reporter.Tell("done", FormattableString.Invariant(
            $"Written to {folder}: held-out cosine {cosine:0.000}, correlation of similarities {similarity:0.000}."), ("folder", folder),
                ("cosine", cosine), ("similarity", similarity));
    }

    private static StudentTokenizer Vocabulary(DistillationSettings settings, TextEncoder teacher, string[] texts, string? ready,
        Reporter reporter, CancellationToken interrupt)
    {
        if (settings.Architecture == StudentArchitecture.Bert)
        {
            return ready is null ? WordPieceStudent.Cut(teacher, texts, settings.Vocabulary)
                : throw new InvalidDataException(
                    "--tokenizer names a byte-level BPE, and a BERT student takes its teacher's WordPiece. Leave out one of --tokenizer "
                        + "and --architecture bert.");
        }
        var (ids, merges) = ready is null ? TokenizerCommand.Learn(settings.Vocabulary, texts, reporter, interrupt) : BpeFiles.Read(ready);
        return new ByteBpeStudent(ids, merges);
    }

    private static int[] LayersFrom(DistillationSettings settings)
    {
        var parts = settings.LayersFrom.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.All(p => int.TryParse(p, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
            out _))
            ? [.. parts.Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture))]
            : throw new InvalidDataException(
                $"--layers-from is \"{settings.LayersFrom}\", expected numbers of the teacher's layers apart by commas, such as 0,5.");
    }

    private static FileStream Hold(string work)
    {
        try { return new FileStream(Path.Combine(work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e)
        {
            throw new InvalidDataException($"Another distil is at work in {work}. Wait for it, or use another --out.", e);
        }
    }

    private static void Learn(Distillation.Distillation distillation, string state, Reporter reporter, CancellationToken interrupt)
    {
        var clock = Stopwatch.StartNew();
        var (begun, saved, told) = (distillation.Step, clock.Elapsed, clock.Elapsed);
        double cosine = 0, relation = 0;
        while (distillation.Step < distillation.Steps)
        {
            if (interrupt.IsCancellationRequested)
            {
                distillation.Save(state);
                interrupt.ThrowIfCancellationRequested();
            }
            var terms = distillation.Advance();
            var memory = distillation.Step - begun < 20 ? 0.5 : 0.98;
            (cosine, relation) = (memory * cosine + (1 - memory) * terms.Cosine, memory * relation + (1 - memory) * terms.Relation);
            var rate = (distillation.Step - begun) / clock.Elapsed.TotalSeconds;
            Progress(reporter, FormattableString.Invariant($"cosine {1 - cosine:0.000}, relation {relation:0.0000}, step"),
                distillation.Step, distillation.Steps, rate, "steps");
            if (clock.Elapsed - told > TimeSpan.FromMinutes(1))
            {
                told = clock.Elapsed;
                var (heldCosine, heldSimilarity) = distillation.Held();
                reporter.Tell("step", string.Create(CultureInfo.InvariantCulture,
                    $"step {distillation.Step:N0} of {distillation.Steps:N0}, {rate:0.0} steps/s: held-out cosine "
                        + $"{heldCosine:0.0000}, correlation of similarities {heldSimilarity:0.0000}"),
                    ("step", distillation.Step), ("steps", distillation.Steps), ("cosine", heldCosine), ("similarity", heldSimilarity));
            }
            if (clock.Elapsed - saved > TimeSpan.FromMinutes(1))
            {
                distillation.Save(state);
                saved = clock.Elapsed;
            }
        }
        distillation.Save(state);
    }

    // What was there already does not count as speed.
    private static Action<int> Done(Reporter reporter, string what, int all)
    {
        var first = -1;
        var clock = Stopwatch.StartNew();
        return done =>
        {
            if (first < 0) { (first, clock) = (done, Stopwatch.StartNew()); }
            else { Progress(reporter, what, done, all, (done - first) / clock.Elapsed.TotalSeconds, "texts"); }
        };
    }

    private static void Progress(Reporter reporter, string what, int done, int all, double rate, string unit) =>
        reporter.Moving(string.Create(CultureInfo.InvariantCulture,
            $"{what} {done:N0} of {all:N0}, {rate:0} {unit}/s, "
                + $"{TimeSpan.FromSeconds((all - done) / Math.Max(rate, 1e-9)):hh\\:mm\\:ss} to go"));
}
