using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace DmlStudio.Web.Hosting;

/// <summary>Answers are sent compressed: a page of tables is a fifth of its size, and a tunnel or proxy is slower than the
/// processor.</summary>
/// <remarks>Behind a proxy that adds TLS, what a foreign page could learn from the length of an answer it would have to ask for itself, and
/// what other pages ask for is refused (<see cref="SameOrigin"/>).</remarks>
internal static class Compression
{
    private static readonly string[] Files = ["text/csv", "text/markdown", "application/x-tex", "application/x-ndjson", "image/svg+xml"];

    /// <summary>Adds it.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, .. Files];
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        // A reader waits for the page, not for the last per cent of its size.
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }
}
