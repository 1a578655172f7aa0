namespace DmlStudio.Reliability;

/// <summary>Two models on the same rows.</summary>
/// <param name="Count">Rows n.</param>
/// <param name="BothRight">Rows that both get right.</param>
/// <param name="OnlyFirst">Rows that only the first gets right.</param>
/// <param name="OnlySecond">Rows that only the second gets right.</param>
/// <param name="BothWrong">Rows that both get wrong, with the same or another label.</param>
/// <param name="Disagreements">Rows with different predictions.</param>
/// <param name="Kappa">Cohen's κ of the predictions, −1..1: agreement beyond chance; null when chance alone gives 1.</param>
/// <param name="Divergence">Mean Jensen–Shannon divergence of the probabilities, nats, 0..ln 2.</param>
public sealed record Agreement(int Count, int BothRight, int OnlyFirst, int OnlySecond, int BothWrong, int Disagreements, double? Kappa, double Divergence)
{
    /// <summary>Share of rows with different predictions, 0..1.</summary>
    public double DisagreementRate => Disagreements / (double)Count;

    /// <summary>Error overlap: rows that both get wrong over rows that one gets wrong (Jaccard), 0..1; null without an error.</summary>
    public double? ErrorJaccard => Count == BothRight ? null : BothWrong / (double)(Count - BothRight);

    /// <summary>Compares.</summary>
    /// <param name="gold">Labels, [N], at least one.</param>
    /// <param name="first">Predictions of the first model, [N].</param>
    /// <param name="second">Predictions of the second model, [N].</param>
    /// <param name="firstProbabilities">[N · C].</param>
    /// <param name="secondProbabilities">[N · C].</param>
    /// <param name="classes">C.</param>
    public static Agreement Of(IReadOnlyList<int> gold, IReadOnlyList<int> first, IReadOnlyList<int> second,
        IReadOnlyList<double> firstProbabilities, IReadOnlyList<double> secondProbabilities, int classes)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(firstProbabilities);
        ArgumentNullException.ThrowIfNull(secondProbabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(gold.Count, 1);
        int both = 0, onlyFirst = 0, onlySecond = 0, neither = 0, differ = 0;
        int[] a = new int[classes], b = new int[classes];
        for (var i = 0; i < gold.Count; i++)
        {
            a[first[i]]++;
            b[second[i]]++;
            if (first[i] != second[i]) { differ++; }
            switch (first[i] == gold[i], second[i] == gold[i])
            {
                case (true, true): both++; break;
                case (true, false): onlyFirst++; break;
                case (false, true): onlySecond++; break;
                default: neither++; break;
            }
        }
        double n = gold.Count, chance = a.Zip(b, (x, y) => x / n * (y / n)).Sum();
        double divergence = 0;
        for (var i = 0; i < firstProbabilities.Count; i++)
        {
            double p = firstProbabilities[i], q = secondProbabilities[i], middle = (p + q) / 2;
            divergence += (p > 0 ? p * Math.Log(p / middle) : 0) / 2 + (q > 0 ? q * Math.Log(q / middle) : 0) / 2;
        }
        return new Agreement(gold.Count, both, onlyFirst, onlySecond, neither, differ, chance >= 1 ? null : (1 - differ / n - chance) / (1 - chance), divergence / n);
    }
}
