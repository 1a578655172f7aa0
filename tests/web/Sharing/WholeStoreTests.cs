using DmlStudio.Store;
using DmlStudio.Web.Sharing;

namespace DmlStudio.Tests.Web.Sharing;

public sealed class WholeStoreTests : IDisposable
{
    private readonly SampleStore _sample = new();

    public void Dispose() => _sample.Dispose();

    // A preview is kept by it.
    [Fact]
    public void Stamp_OfAChangedReport_IsAnother()
    {
        _sample.Add("cce", 0, 5);
        var (whole, reports) = (new WholeStore(_sample.Store), new ReportStore(_sample.Store));
        var stamps = new List<string> { whole.Stamp() };
        var report = reports.Begin("One", DateTimeOffset.UnixEpoch);
        stamps.Add(whole.Stamp());
        reports.Change(report.Id, r => r with { Title = "Another title" }, DateTimeOffset.UnixEpoch);
        stamps.Add(whole.Stamp());
        Assert.Equal(whole.Stamp(), stamps[^1]);
        Assert.Equal(3, stamps.Distinct().Count());
    }
}
