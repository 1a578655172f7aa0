namespace DmlStudio.Records;

/// <summary>What two runs must share to be compared as a pair: dataset, seed, repetition and folds give the same
/// training and held-out texts.</summary>
/// <param name="Dataset">Identity of the dataset: its content.</param>
public sealed record DrawKey(string Dataset, long Seed, int Repetition, int Folds)
{
    /// <summary>The key of a run.</summary>
    public static DrawKey Of(RunSummary run)
    {
        return new DrawKey(run.DatasetIdentity, run.Seed, run.Repetition, run.Folds);
    }

    /// <summary>Whether two runs are a pair. Settings that draw or hold out otherwise can change the texts under equal
    /// seeds, which shows in what was held out. With other numbers of training texts copies of them are left out of the test on
    /// purpose, and what they were left out of has to be the same; runs of older versions do not say it.</summary>
    public static bool Same(RunSummary a, RunSummary b) => Of(a) == Of(b)
        && (a.Shots == b.Shots ? a.TestCount == b.TestCount && Equal(a.HeldOut, b.HeldOut) : Equal(a.HeldOutFrom, b.HeldOutFrom));

    private static bool Equal(string a, string b) => a.Length == 0 || b.Length == 0 || a == b;
}
