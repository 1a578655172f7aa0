namespace DmlStudio.Statistics;

/// <summary>Two models on the same texts: where both, one or none of them is right.</summary>
/// <param name="BothRight">Texts that both get right.</param>
/// <param name="OnlyARight">Texts that only A gets right.</param>
/// <param name="OnlyBRight">Texts that only B gets right.</param>
/// <param name="BothWrong">Texts that both get wrong.</param>
/// <param name="SameWrong">Those of them on which both say the same wrong label.</param>
/// <param name="CohenKappa">Agreement of the predictions beyond chance; null when chance alone agrees on everything.</param>
public sealed record Agreement(int BothRight, int OnlyARight, int OnlyBRight, int BothWrong, int SameWrong, double? CohenKappa)
{
    /// <summary>Number of texts.</summary>
    public int Count => BothRight + OnlyARight + OnlyBRight + BothWrong;

    /// <summary>Share of the texts on which the predictions differ.</summary>
    public double DisagreementRate => Count == 0 ? 0 : (OnlyARight + OnlyBRight + BothWrong - SameWrong) / (double)Count;

    /// <summary>Texts that both get wrong over texts that one of them gets wrong; null without errors.</summary>
    public double? ErrorJaccard => Count == BothRight ? null : BothWrong / (double)(Count - BothRight);

    /// <summary>Is the difference in right texts more than chance?</summary>
    public McNemar Test => new(OnlyARight, OnlyBRight);

    /// <summary>Compares the predictions of two rules or runs on the same texts.</summary>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="a">Predictions of A, [N].</param>
    /// <param name="b">Predictions of B, [N].</param>
    /// <param name="classes">Number of labels.</param>
    public static Agreement Of(IReadOnlyList<int> gold, IReadOnlyList<int> a, IReadOnlyList<int> b, int classes)
    {
        int Where(Func<int, bool> holds) => Enumerable.Range(0, gold.Count).Count(holds);
        return new Agreement(
            Where(i => a[i] == gold[i] && b[i] == gold[i]), Where(i => a[i] == gold[i] && b[i] != gold[i]),
            Where(i => a[i] != gold[i] && b[i] == gold[i]), Where(i => a[i] != gold[i] && b[i] != gold[i]),
            Where(i => a[i] != gold[i] && a[i] == b[i]), Confusion.Of(a, b, classes).CohenKappa);
    }

    /// <summary>Mean Jensen–Shannon divergence of the probabilities, nats, 0..ln 2.</summary>
    /// <param name="a">Probabilities of A, [N · C].</param>
    /// <param name="b">Probabilities of B, [N · C].</param>
    /// <param name="classes">C.</param>
    public static double MeanJensenShannon(IReadOnlyList<double> a, IReadOnlyList<double> b, int classes)
    {
        static double Term(double p, double m) => p > 0 ? p * Math.Log(p / m) : 0;
        double sum = 0;
        for (var i = 0; i < a.Count; i++)
        {
            var middle = (a[i] + b[i]) / 2;
            sum += (Term(a[i], middle) + Term(b[i], middle)) / 2;
        }
        return a.Count == 0 ? 0 : sum / (a.Count / classes);
    }
}
