using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>Friedman's test over ranks of methods on several datasets, with Nemenyi's critical difference between mean ranks.</summary>
/// <remarks>Demšar 2006, JMLR 7. Rank 1 is the highest score; equal scores share the mean rank; the chi-square is
/// corrected for ties.</remarks>
public sealed class FriedmanNemenyi
{
    private FriedmanNemenyi(double[][] ranks, int methods)
    {
        Ranks = ranks;
        (Datasets, Methods) = (ranks.Length, methods);
        AverageRanks = [.. Enumerable.Range(0, methods).Select(m => ranks.Average(r => r[m]))];
        double n = Datasets, k = Methods;
        var ties = ranks.Sum(row => Statistics.Ranks.Groups(row).Sum(t => (double)t * t * t - t));
        var correction = 1 - ties / (k * (k * k - 1) * n);
        if (correction <= 1e-12) { return; }        // every dataset ties every method: nothing to test
        ChiSquare = (12 * n / (k * (k + 1)) * AverageRanks.Sum(r => r * r) - 3 * n * (k + 1)) / correction;
        P = 1 - ChiSquared.CDF(k - 1, ChiSquare.Value);
        var rest = n * (k - 1) - ChiSquare.Value;
        if (n < 2 || rest <= 1e-12) { return; }     // ranks equal on every dataset: F is infinite
        ImanDavenportF = (n - 1) * ChiSquare.Value / rest;
        ImanDavenportP = 1 - FisherSnedecor.CDF(k - 1, (k - 1) * (n - 1), ImanDavenportF.Value);
    }

    /// <summary>Number of datasets N.</summary>
    public int Datasets { get; }

    /// <summary>Number of methods k.</summary>
    public int Methods { get; }

    /// <summary>Rank of each method on each dataset, [N][k].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Ranks { get; }

    /// <summary>Mean rank of each method, [k].</summary>
    public IReadOnlyList<double> AverageRanks { get; }

    /// <summary>Friedman's statistic, chi-square with k − 1 degrees of freedom; null when every score is tied.</summary>
    public double? ChiSquare { get; }

    /// <summary>p of <see cref="ChiSquare"/>.</summary>
    public double? P { get; }

    /// <summary>Iman and Davenport's less careful statistic, F with k − 1 and (k − 1)(N − 1) degrees of freedom; null
    /// when not computable.</summary>
    public double? ImanDavenportF { get; }

    /// <summary>p of <see cref="ImanDavenportF"/>.</summary>
    public double? ImanDavenportP { get; }

    /// <summary>Ranks scores.</summary>
    /// <param name="scores">[N][k], higher is better; at least one dataset and two methods, all rows of one length.</param>
    public static FriedmanNemenyi Of(IReadOnlyList<IReadOnlyList<double>> scores)
    {
        if (scores.Count < 1 || scores[0].Count < 2 || scores.Any(r => r.Count != scores[0].Count))
        {
            throw new ArgumentException("Expected at least one dataset and two methods, and a score for each pair of them.",
                nameof(scores));
        }
        return new FriedmanNemenyi([.. scores.Select(row => Statistics.Ranks.Average([.. row.Select(s => -s)]))], scores[0].Count);
    }

    /// <summary>Two-sided quantile of Nemenyi's test, the studentized range by √2.</summary>
    /// <param name="level">Level, such as 0.05.</param>
    public double Quantile(double level = 0.05) => StudentizedRange.Quantile(Methods, 1 - level) / Math.Sqrt(2);

    /// <summary>Mean ranks that differ by less than this cannot be told apart: q·√(k(k + 1)/(6N)).</summary>
    /// <param name="level">Level, such as 0.05.</param>
    public double CriticalDifference(double level = 0.05) => Quantile(level) * Math.Sqrt(Methods * (Methods + 1) / (6.0 * Datasets));
}
