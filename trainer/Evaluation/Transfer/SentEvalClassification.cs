using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>SentEval's three schemes for labelled data: nested folds, folds with a test file, and a fixed development part. The weight
/// decay is chosen on development data, the first best of accuracies rounded to two decimals of a per cent.</summary>
/// <remarks>Conneau and Kiela 2018, arXiv:1803.05449 (SentEval). Fold assignment and order come from our own random
/// source, not NumPy's: figures agree within the spread of seeds, not digit by digit.</remarks>
internal sealed class SentEvalClassification(SentEvalProtocol protocol, float[] features, int width, int[] labels, int classes, long seed,
    CancellationToken interrupt)
{
    /// <summary>Share of the training part that stops the final fit.</summary>
    private const double FinalDev = 0.05;

    /// <summary>MR, CR, MPQA, SUBJ: mean accuracy over outer folds, the decay chosen within each.</summary>
    /// <param name="progress">Told the share done.</param>
    /// <returns>Accuracy of each fold with the decay chosen, rounded as SentEval rounds.</returns>
    public IReadOnlyList<TransferPart> Nested(Action<double> progress)
    {
        int[] all = [.. Enumerable.Range(0, labels.Length)];
        var outer = TransferFolds.Stratified(all, labels, protocol.Folds, Seeds.Source(seed, "outer"));
        var parts = new TransferPart[outer.Length];
        var done = 0;
        Each(outer.Length, f =>
        {
            var train = TransferFolds.Without(all, outer[f]);
            var decay = Chosen(train,
                TransferFolds.Stratified(train, labels, protocol.Folds, Seeds.Source(seed, FormattableString.Invariant($"inner/{f}"))));
            parts[f] = new TransferPart(FormattableString.Invariant($"fold {f + 1}"), outer[f].Length, Words(decay),
                [new("accuracy", Rounded(Final(train, decay).Accuracy(labels, outer[f])))]);
            progress(Interlocked.Increment(ref done) / (double)outer.Length);
        });
        return parts;
    }

    /// <summary>TREC, MRPC: the decay chosen by folds of the training part.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows.</param>
    /// <returns>Predictions for the test rows, and the decay.</returns>
    public (int[] Predicted, string Choice) Folds(int[] train, int[] test)
    {
        var decay = Chosen(train, TransferFolds.Stratified(train, labels, protocol.Folds, Seeds.Source(seed, "inner")));
        var fitted = Final(train, decay);
        return ([.. test.Select(fitted.Predict)], Words(decay));
    }

    /// <summary>SST, SICK-E: the decay chosen, and the training stopped, on the development part.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="dev">Development rows.</param>
    /// <param name="test">Test rows.</param>
    /// <returns>Predictions for the test rows, and the decay.</returns>
    public (int[] Predicted, string Choice) Split(int[] train, int[] dev, int[] test)
    {
        var fits = new LinearClassifier[SentEvalProtocol.Decays.Count];
        Each(fits.Length, d => fits[d] = Fit(SentEvalProtocol.Decays[d], train, dev));
        var best = Best([.. fits.Select(f => f.Accuracy(labels, dev))]);
        return ([.. test.Select(fits[best].Predict)], Words(SentEvalProtocol.Decays[best]));
    }

    /// <summary>A share as SentEval rounds it before averaging: two decimals of a per cent.</summary>
    /// <param name="share">0..1.</param>
    public static double Rounded(double share) => Math.Round(100 * share, 2) / 100;

    private double Chosen(int[] train, int[][] folds)
    {
        var scores = new double[SentEvalProtocol.Decays.Count * folds.Length];
        Each(scores.Length, i =>
        {
            var fold = folds[i % folds.Length];
            scores[i] = Fit(SentEvalProtocol.Decays[i / folds.Length], TransferFolds.Without(train, fold), fold).Accuracy(labels, fold);
        });
        return SentEvalProtocol.Decays[Best([.. scores.Chunk(folds.Length).Select(s => s.Average())])];
    }

    private static int Best(double[] accuracies)
    {
        double[] rounded = [.. accuracies.Select(Rounded)];
        return Array.IndexOf(rounded, rounded.Max());
    }

    private LinearClassifier Final(int[] train, double decay)
    {
        var shuffled = (int[])train.Clone();
        Seeds.Source(seed, "final").Shuffle(shuffled);
        var dev = (int)(FinalDev * shuffled.Length);
        return Fit(decay, shuffled[dev..], shuffled[..dev]);
    }

    // Every classifier starts from the same seed.
    private LinearClassifier Fit(double decay, int[] train, int[] dev)
    {
        var classifier = new LinearClassifier(features, width, classes, protocol.Adam, decay, Seeds.Source(seed, "classifier"));
        classifier.Fit(protocol, labels, train, dev, interrupt);
        return classifier;
    }

    private void Each(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = interrupt
            }, work);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is OperationCanceledException))
        {
            throw new OperationCanceledException(interrupt);
        }
    }

    private static string Words(double decay) => "weight decay " + decay.ToString("0.#####", CultureInfo.InvariantCulture);
}
