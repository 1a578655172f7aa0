using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>McNemar's test of two models on the same texts: only the texts that exactly one of them gets right count.</summary>
/// <param name="OnlyARight">Texts that only A gets right.</param>
/// <param name="OnlyBRight">Texts that only B gets right.</param>
public sealed record McNemar(int OnlyARight, int OnlyBRight)
{
    private int Count => OnlyARight + OnlyBRight;

    private int Fewer => Math.Min(OnlyARight, OnlyBRight);

    /// <summary>Exact two-sided p by the binomial distribution; 1 without any such text.</summary>
    public double Exact => Count == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, Count, Fewer));

    /// <summary>Mid-p: the exact p less the chance of just what was seen; less careful, more often decided; 1 without
    /// any such text.</summary>
    public double MidP => Count == 0 ? 1 : Exact - Math.Exp(Binomial.PMFLn(0.5, Count, Fewer));

    /// <summary>(b − c)²/(b + c), chi-square with one degree of freedom; null without any such text.</summary>
    public double? ChiSquare => Count == 0 ? null : Math.Pow(OnlyARight - OnlyBRight, 2) / Count;

    /// <summary>(|b − c| − 1)²/(b + c), with Edwards' continuity correction; null without any such text.</summary>
    public double? ChiSquareCorrected => Count == 0 ? null : Math.Pow(Math.Abs(OnlyARight - OnlyBRight) - 1, 2) / Count;

    /// <summary>p of <see cref="ChiSquare"/>.</summary>
    public double? PUncorrected => P(ChiSquare);

    /// <summary>p of <see cref="ChiSquareCorrected"/>.</summary>
    public double? PCorrected => P(ChiSquareCorrected);

    // The square root of a chi-square with one degree of freedom is normal.
    private static double? P(double? chiSquare) => chiSquare is { } x ? 2 * Normal.CDF(0, 1, -Math.Sqrt(x)) : null;
}
