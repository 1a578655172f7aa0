using Bunit;
using DmlStudio.Store;
using DmlStudio.Web.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Components;

public sealed class LivePageTests : IDisposable
{
    private readonly SampleStore _sample = new();
    private readonly BunitContext _browser = new();
    private readonly CircuitPresence _presence = new();

    public LivePageTests() => _browser.Services.AddSingleton(_sample.Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>()
            .AddSingleton<NoteStore>()
        .AddSingleton(_presence);

    public void Dispose()
    {
        _browser.Dispose();
        _sample.Dispose();
    }

    /// <summary>Counts how often it asks.</summary>
    private sealed class Counting : LivePage
    {
        public int Asked { get; private set; }

        protected override void Ask() => Asked++;
    }

    [Fact]
    public async Task Page_OfABrowserThatIsAway_AsksOnceItIsBack()
    {
        var page = _browser.Render<Counting>();
        Assert.Equal(1, page.Instance.Asked);
        _sample.Add("cce", 0, 5);
        page.WaitForState(() => page.Instance.Asked > 1);
        await _presence.OnConnectionDownAsync(null!, default);
        var before = page.Instance.Asked;
        using var told = new ManualResetEventSlim();
        _browser.Services.GetRequiredService<StoreWatch>().Changed += (_, _) => told.Set();
        _sample.Add("cce", 1, 5);
        Assert.True(told.Wait(TimeSpan.FromSeconds(30)));
        await Task.Delay(200);
        Assert.Equal(before, page.Instance.Asked);
        await _presence.OnConnectionUpAsync(null!, default);
        page.WaitForState(() => page.Instance.Asked == before + 1);
    }
}
