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

    /// <summary>Publishes a run between two questions, once it was told of one.</summary>
    private sealed class Publishing : LivePage
    {
        public Action Publish { get; set; } = () => { };

        /// <summary>How many runs the store had at the first and at the second question.</summary>
        public (int First, int Second) Runs { get; private set; }

        protected override void Ask()
        {
            var first = Store.Runs().Count;
            Publish();
            Runs = (first, Store.Runs().Count);
        }
    }

    [Fact]
    public void Page_ThatIsToldOfAChange_IsAnsweredFromOneLook()
    {
        _sample.Add("cce", 0, 5);
        var page = _browser.Render<Publishing>();
        Assert.Equal((1, 1), page.Instance.Runs);
        var next = 2;
        page.Instance.Publish = () =>
        {
            if (next < 4) { _sample.Add("cce", next++, 5); }
        };
        _sample.Add("cce", 1, 5);
        // What is published meanwhile is told of, and found, by the next look.
        page.WaitForState(() => page.Instance.Runs is { First: 2, Second: 2 }, TimeSpan.FromSeconds(30));
        page.WaitForState(() => page.Instance.Runs is { First: 4, Second: 4 }, TimeSpan.FromSeconds(30));
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
