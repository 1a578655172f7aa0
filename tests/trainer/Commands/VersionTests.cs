using DmlStudio.Records;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>One version for all: what the flag prints is what a run's record holds.</summary>
public sealed class VersionTests
{
    private static readonly SettingValue Older = new("environment", "torch", "2.10.0", "");

    [Fact]
    public void Number_OfThisBuild_IsThatOfTheSources() => Assert.Contains($"<Version>{ProductVersion.Number}</Version>",
        File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);

    [Fact]
    public void Of_ARunWithVersionAndCommit_NamesBoth() => Assert.Equal("1.2.0 (commit 0123456)",
        ProductVersion.Of([Older, new("environment", "version", "1.2.0", ""), new("environment", "commit", "0123456789", "")]));

    [Fact]
    public void Of_AnOlderRun_SaysSo() => Assert.Equal("a version before 0.9.0", ProductVersion.Of([Older]));
}
