using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>One run of a configuration with the figure that is looked at.</summary>
/// <param name="Run">Run.</param>
/// <param name="Value">Figure.</param>
public sealed record Draw(RunSummary Run, double Value)
{
    /// <summary>What two runs must share to be a pair: corpus, seed, repetition and folds give the same training and held-out texts.</summary>
    public (string Corpus, long Seed, int Repetition, int Folds) Key => KeyOf(Run);

    /// <summary>The same for a run.</summary>
    /// <param name="run">Run.</param>
    public static (string Corpus, long Seed, int Repetition, int Folds) KeyOf(RunSummary run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return (run.Corpus, run.Seed, run.Repetition, run.Folds);
    }
}
