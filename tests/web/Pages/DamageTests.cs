using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>Damage is named on the page that needs what is damaged, and the rest is shown.</summary>
public sealed class DamageTests : PageTest
{
    [Fact]
    public void Run_PredictionsDamaged_ShowsWhatStandsAndNamesTheFile()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 8);
        Break(run, "run.db");
        var page = Open<Run>("/runs/" + run.Id, p => p.Add(r => r.Id, run.Id));
        var seen = page.Markup;
        Assert.Contains("CCE on toy", seen, StringComparison.Ordinal);
        Assert.Contains("run.db is not the file that was published", seen, StringComparison.Ordinal);
        Assert.Contains("Still good: summary, figures and curve", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("when it is finished", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StateDamaged_IsNotCalledMissing()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 8);
        Break(run, "state.db");
        var seen = Open<Run>("/runs/" + run.Id, p => p.Add(r => r.Id, run.Id)).Markup;
        Assert.Contains("This run cannot be read", seen, StringComparison.Ordinal);
        Assert.Contains("state.db", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Notice_DamageMetByAPage_AppearsAndGoesWithTheRepair()
    {
        RunSummary run = SampleRuns.Add(Store, "cce", 0, 8), other = SampleRuns.Add(Store, "cce", 1, 8);
        var notice = Open<DamageNotice>("/");
        Assert.Equal("", notice.Markup.Trim());
        Break(run, "run.db");
        Assert.Null(Store.Details(run.Id));
        notice.WaitForAssertion(() => Assert.Contains(run.Id + " run.db", notice.Markup, StringComparison.Ordinal));
        Assert.NotNull(Store.Details(other.Id));
        Store.Repair(run.Id);
        notice.WaitForAssertion(() => Assert.Equal("", notice.Markup.Trim()));
    }

    private void Break(RunSummary run, string part)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Store.Root, "runs"), part, SearchOption.AllDirectories)
            .Single(f => f.Contains(run.Id, StringComparison.Ordinal));
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
