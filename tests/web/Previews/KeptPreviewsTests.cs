using System.Globalization;
using DmlStudio.Web.Previews;

namespace DmlStudio.Tests.Web.Previews;

public sealed class KeptPreviewsTests
{
    private static readonly KeptPreviews.Key Key = new("", null, "/", "1");

    [Fact]
    public async Task Of_TheSameTwice_IsDrawnOnce()
    {
        using var kept = new KeptPreviews();
        var (times, release) = (0, new TaskCompletionSource());
        async Task<byte[]> Make()
        {
            times++;
            await release.Task;
            return [1];
        }
        var (first, second) = (kept.Of(Key, Make, default), kept.Of(Key with { }, Make, default));
        release.SetResult();
        Assert.Same(await first, await second);
        Assert.Equal(1, times);
    }

    [Fact]
    public async Task Of_AnotherReaderShareAddressOrStamp_IsDrawnAnew()
    {
        using var kept = new KeptPreviews();
        KeptPreviews.Key[] keys = [Key, Key with { Reader = "t" }, Key with { Shared = "s" }, Key with { Address = "/runs" },
            Key with { Stamp = "2" }];
        foreach (var (key, n) in keys.Select((k, i) => (k, (byte)i)))
        {
            Assert.Equal([n], await kept.Of(key, () => Task.FromResult(new[] { n }), default));
        }
        Assert.Equal(5, kept.Count);
    }

    [Fact]
    public async Task Of_Many_KeepsThoseOfLate()
    {
        using var kept = new KeptPreviews();
        Task<byte[]> Ask(int n) => kept.Of(Key with { Address = n.ToString(CultureInfo.InvariantCulture) },
            () => Task.FromResult(new byte[1]), default);
        var first = await Ask(0);
        for (var i = 1; i < KeptPreviews.Most; i++) { await Ask(i); }
        // Asked for again, it is one of late.
        Assert.Same(first, await Ask(0));
        var second = await Ask(KeptPreviews.Most);
        Assert.Equal(KeptPreviews.Most, kept.Count);
        Assert.Same(first, await Ask(0));
        Assert.Same(second, await Ask(KeptPreviews.Most));
    }

    [Fact]
    public async Task Of_OneThatFailed_IsTriedAgain()
    {
        using var kept = new KeptPreviews();
        await Assert.ThrowsAsync<InvalidDataException>(() => kept.Of(Key, () => throw new InvalidDataException(), default));
        Assert.Equal(0, kept.Count);
        Assert.Equal([1], await kept.Of(Key, () => Task.FromResult(new byte[] { 1 }), default));
    }

    [Fact]
    public async Task Of_OneWhomAllHaveLeft_IsNotDrawn()
    {
        using var kept = new KeptPreviews();
        using var left = new CancellationTokenSource();
        var (drawn, release) = (new List<string>(), new TaskCompletionSource());
        async Task<byte[]> Make(string address)
        {
            lock (drawn) { drawn.Add(address); }
            await release.Task;
            return [1];
        }
        Task<byte[]> Ask(string address, CancellationToken token) => kept.Of(Key with { Address = address }, () => Make(address), token);
        // Two are drawn at a time; the others wait.
        Task<byte[]>[] first = [Ask("/a", default), Ask("/b", default)];
        var (gone, shared, stays) = (Ask("/c", left.Token), Ask("/d", left.Token), Ask("/d", default));
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shared);
        release.SetResult();
        await Task.WhenAll([.. first, stays]);
        Assert.Equal(["/a", "/b", "/d"], drawn.Order());
        // Whoever asks for what was given up gets it.
        Assert.Equal([1], await Ask("/c", default));
    }
}
