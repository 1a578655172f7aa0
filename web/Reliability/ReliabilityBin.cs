using DmlStudio.Statistics;

namespace DmlStudio.Web.Reliability;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Lower">Lower edge, not included (equal width), or smallest confidence (equal mass); NaN for an empty group.</param>
/// <param name="Upper">Upper edge, included (equal width), or largest confidence (equal mass); NaN for an empty group.</param>
/// <param name="Right">Rows with the right label.</param>
/// <param name="MeanConfidence">Mean confidence, 0..1; NaN without rows.</param>
internal sealed record ReliabilityBin(double Lower, double Upper, int Count, int Right, double MeanConfidence)
{
    /// <summary>Share of right rows, 0..1; NaN without rows.</summary>
    public double Accuracy => Count == 0 ? double.NaN : Right / (double)Count;

    /// <summary>|accuracy − mean confidence|; 0 without rows.</summary>
    public double Gap => Count == 0 ? 0 : Math.Abs(Accuracy - MeanConfidence);

    /// <summary>Wilson 95 % interval of the accuracy, or null without rows.</summary>
    public (double Low, double High)? Interval => Count == 0 ? null : Wilson.Interval(Right, Count);
}
