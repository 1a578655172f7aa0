using System.Diagnostics;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>What explanations cost beyond the model: LIME beside the bare forward passes of the same masks, in turns in one run; the
/// surrogate's share; and how many passes adaptive LIME needs for the same standard errors.</summary>
/// <param name="processor">Processor time instead of wall time: for a machine that others use too.</param>
internal sealed class ExplainBenchmark(ExplainedModel model, bool processor)
{
    private const int BatchTokens = 2048;

    /// <summary>One turn over some texts.</summary>
    /// <param name="Masks">Masks read.</param>
    /// <param name="Bare">Seconds of the forward passes alone, on batches made before.</param>
    /// <param name="Lime">Seconds of LIME with all its work: masks, batches, passes, targets, surrogates, records.</param>
    /// <param name="Surrogate">Seconds of that in surrogates.</param>
    public sealed record Turn(int Masks, double Bare, double Lime, double Surrogate);

    /// <summary>Measures LIME with a number of masks against the passes alone.</summary>
    /// <param name="texts">Positions of the texts.</param>
    /// <param name="masks">Masks per text.</param>
    /// <param name="interrupt">Stops between turns.</param>
    public Turn Measure(IReadOnlyList<int> texts, int masks, CancellationToken interrupt)
    {
        interrupt.ThrowIfCancellationRequested();
        var request = Request(masks);
        // The same masks as the method will draw, made into batches as the model reads them.
        var inputs = new List<TokenizedText>();
        foreach (var index in texts)
        {
            var (text, seed) = Text(index);
            var wanted = request.Methods[0].Method.Foreseen(text.Seen.Length, seed, request.Settings).Select(f => f.Mask)
                .Append([.. text.Seen.Select(_ => true)]).DistinctBy(MaskKey.Of);
            inputs.AddRange(wanted.Select(m => text.With(m, Absence.Mask, model.Cell.Corpus.Tokenizer.Special.MaskId)));
        }
        var bare = Bare(inputs, interrupt);
        var start = Now();
        new Explainer(model, request).Run(texts.Select(t => ExplainItem.Of(model.Cell.Corpus.Source, t)), (_, _) => { }, (_, _) => { },
            interrupt);
        var lime = Now() - start;
        return new Turn(inputs.Count, bare, lime, Surrogates(texts, request));
    }

    /// <summary>Passes of adaptive LIME until its largest standard error is that of a fixed number of independent
    /// masks, as a share of that number.</summary>
    /// <param name="index">Position of the text.</param>
    /// <param name="masks">The fixed number.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>Words, passes of the fixed number, its error as a share of the target's standard deviation, passes of
    /// the adaptive one, and its error; of the log-odds.</returns>
    public (int Words, int Fixed, double FixedError, int Adaptive, double AdaptiveError) Equal(int index, int masks,
        CancellationToken interrupt)
    {
        var (text, seed) = Text(index);
        var scores = new TextScores(new ModelScorer(model, text, interrupt), null, seed);
        var target = new ExplainTarget("log-odds", scores.Whole.Predicted);
        double Error(MaskSampler sample) =>
            Attributions.Methods.Lime.RelativeError(new SurrogateDesign(sample), scores.Values(sample.Masks, Absence.Mask, target));
        var fixedSample = MaskSampler.Draw(LimeProfile.Captum, text.Seen.Length, masks, Seeds.Source(seed, "lime/captum"));
        var wanted = Error(fixedSample);
        if (fixedSample.Exact) { return (text.Seen.Length, fixedSample.Masks.Count, 0, fixedSample.Masks.Count, 0); }
        for (var count = 64; ; count += 32)
        {
            var sample = MaskSampler.Pairs(LimeProfile.Adaptive, text.Seen.Length, count, Seeds.Source(seed, "lime/adaptive"));
            var error = Error(sample);
            if (error <= wanted || sample.Exact || count >= masks) { return (text.Seen.Length, masks, wanted, sample.Masks.Count, error); }
        }
    }

    private static ExplainRequest Request(int masks) =>
        new() { Methods = AttributionTable.Parse("lime"), Settings = new AttributionSettings { Masks = masks } };

    private (ExplainedText Text, long Seed) Text(int index)
    {
        var item = ExplainItem.Of(model.Cell.Corpus.Source, index);
        return (ExplainedText.Of(item.Text, model.Cell.Corpus.Tokens.Of(index))!, Seeds.Derive(model.Cell.Seed, "explain/" + item.Id));
    }

    private double Bare(List<TokenizedText> inputs, CancellationToken interrupt)
    {
        var batches = TokenBatch.ByLength([.. inputs.Select(t => t.Count)], BatchTokens)
            .Select(b => TokenBatch.Of([.. b.Select(i => inputs[i])], null, model.Cell.Corpus.Tokenizer.Special.PadId,
                model.Model.Network.Device))
            .ToArray();
        var encoder = model.Cell.Corpus.Encoder;
        using var weights = new FlatParameters(EncoderNetwork.Specs(encoder, encoder.Weight(EncoderShapes.Words), decayEverything: false),
            model.Model.Network.Device);
        var network = new EncoderNetwork(encoder.Config, weights, model.Cell.Precision);
        using var inference = inference_mode();
        var start = Now();
        foreach (var (ids, mask, types) in batches)
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            network.Forward(ids, mask, types).select(1, 0).sum().cpu();
        }
        var seconds = Now() - start;
        foreach (var (ids, mask, types) in batches)
        {
            ids.Dispose();
            mask?.Dispose();
            types?.Dispose();
        }
        return seconds;
    }

    // The fits alone, on answers that are there already.
    private double Surrogates(IReadOnlyList<int> texts, ExplainRequest request)
    {
        var seconds = 0.0;
        foreach (var index in texts)
        {
            var (text, seed) = Text(index);
            var sample = MaskSampler.Draw(LimeProfile.Captum, text.Seen.Length, request.Settings.Masks, Seeds.Source(seed, "lime/captum"));
            var random = Seeds.Source(seed, "bench");
            double[] word = [.. text.Seen.Select(_ => random.NextDouble() - 0.5)];
            double[] values = [.. sample.Masks.Select(m => Math.Tanh(word.Where((_, w) => m[w]).Sum()))];
            var start = Now();
            var design = new SurrogateDesign(sample);
            foreach (var _ in request.Targets) { LimeSurrogate.Fit(design, values, LimeProfile.Captum); }
            seconds += Now() - start;
        }
        return seconds;
    }

    private double Now()
    {
        if (!processor) { return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency; }
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime.TotalSeconds;
    }
}
