using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DmlStudio.Web.Hosting;

/// <summary>What one client can take from the server before it is cut off.</summary>
internal static class SiteLimits
{
    /// <summary>Circuits that are open at once; a page that is looked at holds one.</summary>
    public const int Circuits = 200;

    /// <summary>Circuits that are kept for a page whose connection broke.</summary>
    public const int BrokenCircuits = 20;

    /// <summary>How long one is kept. A page that comes later is made anew from its address.</summary>
    public static readonly TimeSpan BrokenFor = TimeSpan.FromMinutes(1);

    /// <summary>Sets the limits.</summary>
    /// <param name="limits">Limits of the server.</param>
    public static void Set(KestrelServerLimits limits)
    {
        // Enough for a browser with many pages; a flood beyond it is turned away and cannot use up the files of the process.
        limits.MaxConcurrentConnections = 1000;
        // The limiter below answers first, and in a sentence.
        limits.MaxConcurrentUpgradedConnections = 2 * Circuits;
        // Whoever sends its headers letter by letter is gone after this.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        // An own text of 2,000 letters in an address takes up to 18,000 bytes.
        limits.MaxRequestLineSize = 32 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        // The circuit's messages are at most 32 KiB; nothing else has a body.
        limits.MaxRequestBodySize = 64 * 1024;
    }

    /// <summary>Turns away circuits beyond those that may be open; pages and files of this machine's user have no limit.</summary>
    /// <param name="limiter">Settings of the framework's limiter.</param>
    /// <param name="others">Whether others than this machine's user may ask; each of them has a limit, too.</param>
    public static void Set(RateLimiterOptions limiter, bool others)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        var circuits = OfCircuits();
        limiter.GlobalLimiter = others
            ? PartitionedRateLimiter.CreateChained(circuits, PartitionedRateLimiter.Create<HttpContext, string>(Access.Gate.Limit))
            : circuits;
    }

    private static PartitionedRateLimiter<HttpContext> OfCircuits()
    {
        return PartitionedRateLimiter.Create<HttpContext, bool>(context => AllowedMethods.IsCircuit(context.Request.Path)
            && HttpMethods.IsGet(context.Request.Method)
            ? RateLimitPartition.GetConcurrencyLimiter(true, _ => new ConcurrencyLimiterOptions { PermitLimit = Circuits, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(false));
    }
}
