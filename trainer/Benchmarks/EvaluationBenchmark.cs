using DmlStudio.Settings;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>Reading held-out texts beside a plain twin that pads per batch of 64, and beside the machine's product rate.</summary>
internal static class EvaluationBenchmark
{
    private const int Most = 512, PlainBatch = 64;

    /// <param name="subject">What is measured.</param>
    /// <param name="onnx">The encoder under ONNX Runtime, reading tokens in batches; null when it is not measured.</param>
    /// <param name="interrupt">Stops between turns.</param>
    public static IReadOnlyList<Measurement> Of(BenchSubject subject, OnnxPeer? onnx, CancellationToken interrupt)
    {
        var (cell, (train, test)) = (subject.Cell, subject.Split());
        var (encoder, settings) = (cell.Corpus.Encoder, cell.Settings);
        var texts = cell.Corpus.Tokens.Of(test.Take(Most));
        using var twin = new PlainTwin(encoder, (new float[encoder.Config.Hidden], new float[1]), settings.MaxLength,
            cell.Corpus.Tokenizer.Special.PadId, 0);
        using var product = BenchSubject.Product();
        int[] lengths = [.. texts.Select(t => t.Count)];
        using var bare = new BareProducts(encoder.Config, TokenBatch.ByLength(lengths, TokenBatch.ReadAtOnce(Precision.Fp32, CPU))
            .Select(b => b.Select(i => lengths[i]).ToArray()), gradients: false);
        var models = subject.Precisions.Select(p =>
            FewShotTraining.Train(cell with { Precision = p, Settings = settings with { Steps = 1, WarmupSteps = 0 } }, train, CPU,
                (_, _) => { }, interrupt).Model).ToArray();
        try
        {
            double Plain() => subject.Clock.Time(() => { foreach (var batch in texts.Chunk(PlainBatch)) { twin.Read(batch); } });
            var seconds = Turns.Seconds(subject.Rounds, interrupt,
                [subject.Gemm(product), Plain, () => subject.Clock.Time(bare.Make),
                    .. models.Select(m => (Func<double>)(() => subject.Clock.Time(() => m.Read(texts, interrupt)))),
                    .. onnx is null ? Array.Empty<Func<double>>() : [() => onnx.Read(texts, PlainBatch)]]);
            var (gemm, plain, products, single) = (1 / seconds[0][0], Turns.Median(seconds[1]), Turns.Median(seconds[2]),
                Turns.Median(seconds[3]));
            var work = EncoderFlops.Forward(encoder.Config, lengths);
            var found = new List<Measurement>
            {
                new("evaluation-fp32", FormattableString.Invariant($"{texts.Length} texts of {texts.Average(t => t.Count):0.0} tokens"),
                    texts.Length / single, "texts/s"),
                new("evaluation-fp32-against-plain",
                    FormattableString.Invariant($"texts/s against a plain twin, padded per batch of {PlainBatch}"), plain / single, "×"),
                new("evaluation-fp32-share-of-gemm",
                    "operations on real tokens against the product rate (PyTorch 0.72 to 0.88, padding counted)", work / single / gemm,
                    "×", AtLeast: 0.85),
                new("evaluation-fp32-limit",
                    "share of GEMM of its products alone, in their shapes: above it nothing can be that multiplies with this library",
                    work / products / gemm, "×"),
                new("evaluation-fp32-of-limit", "share of its time that these products alone take", products / single, "×"),
            };
            if (onnx is not null)
            {
                found.Add(new Measurement("onnx-difference",
                    "largest difference of an embedding's numbers from the plain twin's: the two compute the same",
                    Difference(texts, onnx, twin), "", AtMost: 1e-3));
                found.Add(new Measurement("evaluation-fp32-against-onnx",
                    FormattableString.Invariant($"texts/s against ONNX Runtime {onnx.Version} fp32, padded per batch of {PlainBatch}"),
                    Turns.Median(seconds[^1]) / single, "×", AtLeast: 1.5));
            }
            if (subject.Fast16)
            {
                found.Add(new Measurement("evaluation-bf16-against-fp32", "texts/s in bf16 against fp32",
                    single / Turns.Median(seconds[4]), "×"));
            }
            return found;
        }
        finally { foreach (var model in models) { model.Dispose(); } }
    }

    // The twin has the weights of the checkpoint, as the exported model has; ours have been trained for a step.
    private static double Difference(TokenizedText[] texts, OnnxPeer onnx, PlainTwin twin) =>
        texts.Chunk(PlainBatch).SelectMany(twin.Read).Zip(onnx.Embeddings, (a, b) => (double)Math.Abs(a - b)).Max();
}
