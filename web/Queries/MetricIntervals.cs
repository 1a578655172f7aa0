using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Web.Queries;

/// <summary>95 % intervals of a run's figures over its held-out texts: Wilson for accuracy, else percentiles of resampled texts.</summary>
internal static class MetricIntervals
{
    private const int Resamples = 400;

    public static Dictionary<string, (double Low, double High)> Of(int[] gold, RulePredictions rule, int classes)
    {
        var found = new Dictionary<string, (double, double)>(StringComparer.Ordinal);
        var count = gold.Length;
        if (count < 2) { return found; }
        found["accuracy"] = Wilson.Interval(gold.Zip(rule.Predicted).Count(p => p.First == p.Second), count);
        (string Key, Func<Confusion, double> Figure)[] figures =
        [
            ("macro-f1", c => c.MacroF1Present), ("weighted-f1", c => c.WeightedF1), ("balanced-accuracy", c => c.BalancedAccuracy),
                ("mcc", c => c.Matthews), ("kappa", c => c.CohenKappa ?? 0),
        ];
        var drawn = figures.Select(_ => new double[Resamples]).ToArray();
        var likelihood = new double[Resamples];
        // A fixed seed: the same run shows the same interval to everybody.
        var random = new Random(1);
        int[] g = new int[count], p = new int[count];
        for (var r = 0; r < Resamples; r++)
        {
            for (var i = 0; i < count; i++)
            {
#pragma warning disable CA5394      // resampling, not a secret
                var at = random.Next(count);
#pragma warning restore CA5394
                (g[i], p[i]) = (gold[at], rule.Predicted[at]);
                likelihood[r] -= Math.Log(Math.Max(rule.Probabilities[at * classes + gold[at]], 1e-12)) / count;
            }
            var confusion = Confusion.Of(g, p, classes);
            for (var f = 0; f < figures.Length; f++) { drawn[f][r] = figures[f].Figure(confusion); }
        }
        for (var f = 0; f < figures.Length; f++) { found[figures[f].Key] = Middle(drawn[f]); }
        found["nll"] = Middle(likelihood);
        return found;
    }

    private static (double, double) Middle(double[] values)
    {
        Array.Sort(values);
        return (values[(int)(0.025 * (values.Length - 1))], values[(int)Math.Ceiling(0.975 * (values.Length - 1))]);
    }
}
