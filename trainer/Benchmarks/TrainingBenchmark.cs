using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>The training step beside its plain twin and beside the machine's product rate.</summary>
internal static class TrainingBenchmark
{
    // The first steps of a turn pay for what is made once.
    private const int Skipped = 2, Steps = 8, Groups = 3;

    /// <param name="subject">What is measured.</param>
    /// <param name="interrupt">Stops between turns.</param>
    public static IReadOnlyList<Measurement> Of(BenchSubject subject, CancellationToken interrupt)
    {
        var (cell, (train, _)) = (subject.Cell, subject.Split());
        var (encoder, settings) = (cell.Corpus.Encoder, cell.Settings);
        int[] batch = train[..Math.Min(train.Length, settings.BatchSize)];
        var texts = cell.Corpus.Tokens.Of(batch);
        var labels = batch.Select(i => cell.Corpus.Source.Texts[i].Label).ToArray();
        var classes = cell.Corpus.Source.Labels.Count;
        using var twin = new PlainTwin(encoder, (new float[classes * encoder.Config.Hidden], new float[classes]), settings.MaxLength,
            cell.Corpus.Tokenizer.Special.PadId, settings.Dropout);
        using var product = BenchSubject.Product();
        using var bare = new BareProducts(encoder.Config, [[.. texts.Select(t => t.Count)]], gradients: true);
        double Plain()
        {
            var steps = new double[Steps - Skipped];
            for (var s = 0; s < steps.Length; s++)
            {
                steps[s] = subject.Clock.Time(() =>
                    twin.Step(texts, labels, settings.LearningRate, settings.WeightDecay, settings.ClipNorm));
            }
            Array.Sort(steps);
            return Turns.Median(steps);
        }
        double Ours(Precision precision, int groups = 1)
        {
            var (steps, last) = (new List<double>(), subject.Clock.Now);
            var trained = cell with
            {
                Precision = precision,
                Settings = settings with { Steps = Steps, WarmupSteps = 0, LengthGroups = groups }
            };
            using (FewShotTraining.Train(trained, train, CPU, (step, _) =>
            {
                if (step > Skipped) { steps.Add(subject.Clock.Now - last); }
                last = subject.Clock.Now;
            }, interrupt).Model)
            {
                steps.Sort();
                return Turns.Median([.. steps]);
            }
        }
        var seconds = Turns.Seconds(subject.Rounds, interrupt,
            [subject.Gemm(product), Plain, () => subject.Clock.Time(bare.Make),
                .. subject.Precisions.SelectMany(p => new Func<double>[] { () => Ours(p), () => Ours(p, Groups) })]);
        // The machine's best moment against the middle of ours: the strict way round.
        var (gemm, plain, products, single) = (1 / seconds[0][0], Turns.Median(seconds[1]), Turns.Median(seconds[2]),
            Turns.Median(seconds[3]));
        var work = 3 * EncoderFlops.Forward(encoder.Config, texts.Select(t => t.Count));
        var found = new List<Measurement>
        {
            new("gemm-fp32", "rate of fp32 products of 2048³, best of this run", gemm / 1e9, "GFLOP/s"),
            new("training-fp32", FormattableString.Invariant(
                $"{texts.Length} texts a step, {texts.Average(t => t.Count):0.0} tokens each; {single * 1000:0.0} ms a step"),
                    texts.Length / single, "texts/s"),
            new("training-plain", FormattableString.Invariant(
                $"its plain twin, padded to {settings.MaxLength}; {plain * 1000:0.0} ms a step"), texts.Length / plain, "texts/s"),
            new("training-fp32-against-plain", "texts/s against the plain twin", plain / single, "×", AtLeast: 2.5),
            Grouped(Precision.Fp32, single, Turns.Median(seconds[4])),
            new("training-fp32-share-of-gemm",
                "operations on real tokens against the product rate (PyTorch 0.45 to 0.59, padding counted)", work / single / gemm, "×",
                AtLeast: 0.65),
            new("training-fp32-limit",
                "share of GEMM of its products alone, in their shapes: above it nothing can be that multiplies with this library",
                work / products / gemm, "×"),
            new("training-fp32-of-limit", "share of a step that these products alone take", products / single, "×"),
        };
        if (subject.Fast16)
        {
            var half = Turns.Median(seconds[5]);
            found.Add(new Measurement("training-bf16-against-fp32",
                FormattableString.Invariant($"texts/s of the bf16 step against the fp32 step; {half * 1000:0.0} ms"), single / half, "×",
                AtLeast: 2.5));
            found.Add(new Measurement("training-bf16-against-plain", "texts/s of the bf16 step against the plain twin", plain / half, "×"));
            found.Add(Grouped(Precision.Bf16, half, Turns.Median(seconds[6])));
        }
        return found;
    }

    private static Measurement Grouped(Precision precision, double one, double grouped) =>
        new($"training-{precision.Word()}-in-length-groups",
            FormattableString.Invariant(
                $"texts/s of the step in {Groups} groups of similar length against one group; {grouped * 1000:0.0} ms"),
            one / grouped, "×");
}
