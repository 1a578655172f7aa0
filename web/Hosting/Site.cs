using System.Net;
using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Serving;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MudBlazor.Services;

namespace DmlStudio.Web.Hosting;

/// <summary>The web program: pages and files over a store, on this machine's own address.</summary>
internal static class Site
{
    /// <summary>The program, not yet started.</summary>
    /// <param name="store">Runs that it shows.</param>
    /// <param name="port">Port on 127.0.0.1, or 0 for any that is free.</param>
    /// <param name="names">Names by which it may be addressed.</param>
    public static WebApplication Build(RunStore store, int port, HostNames names)
    {
        // The empty builder reads no variables and no files: what they would open (addresses, endpoints, modules) stays shut.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(Site).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory
            });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            SiteLimits.Set(server.Limits);
        });
        // The framework warns of keys that are stored unencrypted; these are not stored.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        Serve(builder.Services, store, names);
        var app = builder.Build();
        Answer(app, names);
        // The first look at a large folder begins before the first reader comes.
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => Watch(app.Services)));
        return app;
    }

    private static void Watch(IServiceProvider services)
    {
        try { services.GetRequiredService<StoreWatch>(); }
        // Stopped as soon as it was started.
        catch (ObjectDisposedException) { }
    }

    private static void Serve(IServiceCollection services, RunStore store, HostNames names)
    {
        services.AddHostFiltering(o => (o.AllowedHosts, o.AllowEmptyHosts, o.IncludeFailureMessage) = ([.. names.All], false, false));
        services.AddRateLimiter(SiteLimits.Set);
        services.AddDataProtection();
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = new MemoryKeys());
        services.AddMudServices();
        Compression.Add(services);
        services.AddRazorComponents().AddInteractiveServerComponents(o => (o.DisconnectedCircuitMaxRetained,
            o.DisconnectedCircuitRetentionPeriod) = (SiteLimits.BrokenCircuits, SiteLimits.BrokenFor));
        services.AddScoped<CircuitPresence>().AddScoped<CircuitHandler>(s => s.GetRequiredService<CircuitPresence>());
        services.AddSingleton(store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>();
        services.AddSingleton(new ServingClient(ServingSocket.Places(store.Root), TimeSpan.FromMinutes(2)));
        services.AddSingleton(new RunShelf(store)).AddSingleton<SavedSlices>();
    }

    private static void Answer(WebApplication app, HostNames names)
    {
        app.Use(SecurityHeaders.Add);
        app.UseResponseCompression();
        app.UseStatusCodePages(context => Tell(context, names));
        app.UseHostFiltering();
        app.Use(Admit);
        app.UseRateLimiter();
        app.UseWhen(c => !AllowedMethods.IsCircuit(c.Request.Path), pages => pages.UseStatusCodePagesWithReExecute("/not-found"));
        app.UseRouting();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapExports();
        app.MapReport();
        // The policy of every answer already names who may frame it.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static async Task Admit(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (SameOrigin.Refusal(request) is { } foreign)
        {
            await Refuse(context, StatusCodes.Status403Forbidden, foreign);
            return;
        }
        var methods = AllowedMethods.Of(request.Path);
        if (!methods.Contains(request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            await Refuse(context, StatusCodes.Status405MethodNotAllowed,
                $"{request.Path} is asked by {request.Method}; expected {string.Join(" or ", methods)}.");
            return;
        }
        // The server sends no body for HEAD whatever is written, so that every address answers as to GET.
        if (HttpMethods.IsHead(request.Method)) { request.Method = HttpMethods.Get; }
        await next(context);
    }

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    // What has no page of its own: a host that is not known, and what the circuit turns away.
    private static Task Tell(StatusCodeContext context, HostNames names)
    {
        var (request, status) = (context.HttpContext.Request, context.HttpContext.Response.StatusCode);
        return Refuse(context.HttpContext, status, status == StatusCodes.Status400BadRequest && !names.Allow(request.Host.Host)
            ? $"The host \"{request.Host.Host}\" is not known here; expected {string.Join(", ", names.All)}. The owner can allow "
                + "another with --allow-host."
            : FormattableString.Invariant($"{request.Path} gave {status}."));
    }
}
