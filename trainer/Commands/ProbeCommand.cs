using System.Globalization;
using System.CommandLine;
using System.Diagnostics;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Randomness;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer probe</c>: compares frozen encoders by linear probes, similarity judgements, size and speed.</summary>
internal static class ProbeCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("probe",
            "Compares frozen encoders: linear probes, STS-B where it is there, size and speed, side by side.");
        var encoders = new Argument<string[]>("encoders")
        {
            Description = "Encoders: folders, encoders inside, or hf:owner/name",
            Arity = ArgumentArity.OneOrMore
        };
        var datasets = new Option<string>("--datasets")
        {
            Description = "Datasets, apart by commas (default support,reviews)",
            DefaultValueFactory = _ => "support,reviews"
        };
        var pooling = new Option<string>("--pooling")
        {
            Description = "Pooling (default auto: the checkpoint's own, else mean)",
            DefaultValueFactory = _ => "auto"
        };
        var prompt = new Option<string>("--prompt")
        {
            Description =
                "What stands before every text: auto for the checkpoint's own (default), none, the name of one of its prompts, or the text",
            DefaultValueFactory =
            _ => "auto"
        };
        var data = new Option<string?>("--data")
        {
            Description = "Folder with senteval/, intents/ and stsbenchmark/; default DMLSTUDIO_DATA"
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        command.Add(encoders);
        var table = new TableFlags(command);
        var where = new DeviceOption(command);
        foreach (Option option in new Option[] { datasets, pooling, prompt, data, json }) { command.Add(option); }
        command.SetAction((parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(json));
            var folders = DataFolders.Default(parsed.GetValue(data));
            var corpora = parsed.GetValue(datasets)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(n => DatasetTable.Read(n, folders, table.Columns(parsed))).ToArray();
            foreach (var corpus in corpora) { TableLines.Tell(corpus.Reading, reporter); }
            var device = where.Of(parsed);
            var precision = PrecisionProbe.Measure(device).Faster;
            var all = parsed.GetValue(encoders)!
                .Select(f => TextEncoder.Open(EncoderChoice.Folder(f, reporter, interrupt), parsed.GetValue(pooling)!, 128, precision,
                    device, parsed.GetValue(prompt)!))
                .ToArray();
            try
            {
                Speed(all, corpora, reporter, interrupt);
                foreach (var encoder in all)
                {
                    foreach (var corpus in corpora) { Probe(encoder, corpus, reporter, interrupt); }
                    Similarity(encoder, folders, reporter, interrupt);
                }
                return Task.FromResult(ExitCodes.Done);
            }
            catch (OperationCanceledException) { return Task.FromResult(ExitCodes.Interrupted); }
            finally { foreach (var encoder in all) { encoder.Dispose(); } }
        });
        return command;
    }

    // In turns, so that what else the machine does falls on all alike.
    private static void Speed(TextEncoder[] encoders, Corpus[] corpora, Reporter reporter, CancellationToken interrupt)
    {
        var texts = corpora.SelectMany(c => c.Texts).Take(2000).ToArray();
        var tokens = encoders.Select(e => texts.Select(t => e.Tokens(t.Text, t.Pair)).ToArray()).ToArray();
        var best = new double[encoders.Length];
        for (var round = 0; round < 4; round++)
        {
            for (var e = 0; e < encoders.Length; e++)
            {
                var start = Stopwatch.GetTimestamp();
                encoders[e].Embed(tokens[e], interrupt);
                best[e] = Math.Max(best[e], texts.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
        for (var e = 0; e < encoders.Length; e++)
        {
            reporter.Tell("speed", string.Create(CultureInfo.InvariantCulture,
                $"{encoders[e].Checkpoint.Name}: {encoders[e].Checkpoint.Count / 1e6:0.0} million weights, {best[e]:0} texts/s, "
                    + $"{best[e] / best[0]:0.00} times the first, {tokens[e].Average(t => t.Count):0.0} tokens a text, "
                        + $"{encoders[e].Reads}"),
                ("encoder", encoders[e].Checkpoint.Name), ("weights", encoders[e].Checkpoint.Count), ("texts_per_second", best[e]),
                    ("ratio", best[e] / best[0]), ("reads", encoders[e].Reads));
        }
    }

    private static void Probe(TextEncoder encoder, Corpus corpus, Reporter reporter, CancellationToken interrupt)
    {
        using var probe = new LinearProbe(
            Unit(encoder.Embed([.. corpus.Texts.Select(t => encoder.Tokens(t.Text, t.Pair))], interrupt), encoder.Size),
                [.. corpus.Texts.Select(t => t.Label)], corpus.Labels.Count);
        var random = Seeds.Source(1111, "probe/" + corpus.Name);
        int[] Range(int from, int to) => [.. Enumerable.Range(from, to - from)];
        var official = corpus.PoolCount < corpus.Texts.Count;
        var accuracy = official ? probe.Accuracy(Range(0, corpus.PoolCount), Range(corpus.PoolCount, corpus.Texts.Count), random)
            : probe.CrossValidated(random);
        reporter.Tell("probe", FormattableString.Invariant(
            $"{encoder.Checkpoint.Name}  {corpus.Name,-10} {100 * accuracy:0.0} ({(official ? "official test part" : "five folds")})"),
            ("encoder", encoder.Checkpoint.Name), ("dataset", corpus.Name), ("accuracy", accuracy));
    }

    private static void Similarity(TextEncoder encoder, DataFolders folders, Reporter reporter, CancellationToken interrupt)
    {
        var file = Path.Combine(folders.Data, "stsbenchmark", "sts-test.csv");
        if (!File.Exists(file)) { return; }
        var pairs = TextFile.Utf8Lines(file).Select(l => l.Split('\t')).Where(c => c.Length >= 7 && c[4].Length > 0).ToArray();
        var rows = Unit(encoder.Embed([.. pairs.SelectMany(p => new[] { encoder.Tokens(p[5]), encoder.Tokens(p[6]) })], interrupt),
            encoder.Size);
        var size = encoder.Size;
        var cosines = pairs.Select((_, i) => Enumerable.Range(0, size)
            .Sum(d => (double)rows[2 * i * size + d] * rows[(2 * i + 1) * size + d]));
        var spearman = Correlation.Spearman(cosines,
            pairs.Select(p => double.Parse(p[4], System.Globalization.CultureInfo.InvariantCulture)));
        reporter.Tell("sts-b", FormattableString.Invariant(
            $"{encoder.Checkpoint.Name}  sts-b      {100 * spearman:0.0} (Spearman, {pairs.Length} pairs)"),
                ("encoder", encoder.Checkpoint.Name), ("spearman", spearman));
    }

    private static float[] Unit(float[] rows, int size)
    {
        for (var i = 0; i < rows.Length; i += size)
        {
            var row = rows.AsSpan(i, size);
            var norm = MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(row));
            if (norm > 0) { System.Numerics.Tensors.TensorPrimitives.Divide(row, norm, row); }
        }
        return rows;
    }
}
