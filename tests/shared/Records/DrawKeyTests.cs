using DmlStudio.Records;
using DmlStudio.Tests.Shared.Store;

namespace DmlStudio.Tests.Shared.Records;

public class DrawKeyTests
{
    private static readonly RunSummary Run =
        SampleRun.Summary() with { Shots = 16, TestCount = 60, HeldOut = "aa", HeldOutFrom = "cc" };

    [Fact]
    public void Same_AsManyTrainingTexts_TheHeldOutTextsAreThose()
    {
        Assert.True(DrawKey.Same(Run, Run with { Loss = "sup-con" }));
        Assert.True(DrawKey.Same(Run, Run with { HeldOut = "" }));
        Assert.All(new[] { Run with { HeldOut = "bb" }, Run with { TestCount = 59 }, Run with { Seed = Run.Seed + 1 },
            Run with { Repetition = Run.Repetition + 1 }, Run with { Folds = Run.Folds + 1 } }, r => Assert.False(DrawKey.Same(Run, r)));
    }

    /// <summary>Copies of the sample are left out of the test on purpose; a fold of other texts is another thing.</summary>
    [Fact]
    public void Same_OtherTrainingTexts_WhatTheyWereTakenFromIsThat()
    {
        var more = Run with { Shots = 32, TestCount = 57, HeldOut = "bb" };
        Assert.True(DrawKey.Same(Run, more));
        Assert.True(DrawKey.Same(Run, more with { HeldOutFrom = "" }));
        Assert.False(DrawKey.Same(Run, more with { HeldOutFrom = "dd" }));
    }
}
