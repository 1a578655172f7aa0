using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DmlStudio.Web.Hosting;

/// <summary><c>/healthz</c>, for whoever keeps the browser running: whether it answers and its folder can be read. It asks for no token, is
/// no use of one, and tells nothing of what the folder holds.</summary>
internal static class Health
{
    /// <summary>Its address, under the path of the pages.</summary>
    public const string Address = "/healthz";

    // A network disk that hangs must not let the answer hang with it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What it needs.</summary>
    /// <param name="services">Services of the program.</param>
    /// <param name="store">The whole folder.</param>
    public static void Add(IServiceCollection services, RunStore store)
    {
        var folder = new FolderCheck(store.Root);
        services.AddHealthChecks().Add(new HealthCheckRegistration("runs", folder, HealthStatus.Unhealthy, tags: null, Patience));
        services.Configure<HealthCheckOptions>(o => o.ResponseWriter = Write);
    }

    /// <summary>Answers, before readers are limited and asked for tokens.</summary>
    public static void Use(WebApplication app) => app.UseHealthChecks(Address);

    private static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(new
            {
                status = report.Status switch
                {
                    HealthStatus.Healthy => "healthy",
                    HealthStatus.Degraded => "degraded",
                    _ => "unhealthy",
                },
                // The check's own words name no file; those of a check that did not come back would be the framework's.
                runs = report.Entries["runs"].Data.GetValueOrDefault(FolderCheck.State, FolderCheck.Unreadable),
                version = ProductVersion.Number,
            }) + "\n", context.RequestAborted);
    }
}
