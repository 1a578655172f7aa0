using System.IO.Compression;
using System.Net;
using System.Text;

namespace DmlStudio.Tests.Web.Hosting;

public sealed class CompressionTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("/runs")]
    [InlineData("/export/runs.csv")]
    [InlineData("/export/results.md")]
    [InlineData("/export/results.tex")]
    public async Task Answer_ToABrowserThatCanRead_IsSentCompressed(string address)
    {
        using var plain = new HttpClient { BaseAddress = _site.Address };
        var whole = await plain.GetByteArrayAsync(new Uri(address, UriKind.Relative));
        foreach (var kind in new[] { "br", "gzip" })
        {
            using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None })
            { BaseAddress = _site.Address, DefaultRequestHeaders = { { "Accept-Encoding", kind } } };
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal(kind, Assert.Single(answer.Content.Headers.ContentEncoding));
            await using var sent = await answer.Content.ReadAsStreamAsync();
            await using Stream unpacked = kind == "br"
                ? new BrotliStream(sent, CompressionMode.Decompress)
                : new GZipStream(sent, CompressionMode.Decompress);
            using var read = new MemoryStream();
            await unpacked.CopyToAsync(read);
            // A page holds a key of its own each time it is asked for, a file is always the same.
            if (address.StartsWith("/export", StringComparison.Ordinal)) { Assert.Equal(whole, read.ToArray()); }
            var text = Encoding.UTF8.GetString(read.ToArray());
            Assert.Equal(Encoding.UTF8.GetString(whole)[..200], text[..200]);
            Assert.InRange(read.Length, whole.Length - 500, whole.Length + 500);
        }
    }
}
