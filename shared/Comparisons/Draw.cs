using DmlStudio.Records;

namespace DmlStudio.Comparisons;

/// <summary>One run of a configuration with the figure that is looked at.</summary>
public sealed record Draw(RunSummary Run, double Value)
{
    /// <summary>What two runs must share to be a pair.</summary>
    public DrawKey Key => DrawKey.Of(Run);
}
