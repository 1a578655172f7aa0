using System.Net;
using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Components;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Previews;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Serving;
using DmlStudio.Web.Sharing;
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
    /// <param name="frames">Sites that may show a view in a frame, null for none.</param>
    /// <param name="access">Where it listens and who may read; null for this machine's user alone.</param>
    /// <param name="telemetry">OpenTelemetry's variables, when figures are sent to a collector; null when they are not.</param>
    /// <param name="fonts">Folders of fonts; null for those of the system.</param>
    public static WebApplication Build(RunStore store, int port, HostNames names, FrameSites? frames = null,
        AccessSettings? access = null, IReadOnlyDictionary<string, string?>? telemetry = null, IReadOnlyList<string>? fonts = null)
    {
        access ??= new AccessSettings();
        // The empty builder reads no variables and no files: what they would open (addresses, endpoints, modules) stays shut.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(Site).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory
            });
        FindAssets(builder.WebHost);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(access.Bind, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (access.Certificate is not null) { listen.UseHttps(access.Certificate); }
            });
            SiteLimits.Set(server.Limits);
        });
        // The framework warns of keys that are stored unencrypted; these are not stored. Of a check that fails the answer tells, each time.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // Whoever started the program is told in a sentence why it did not start.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        Serve(builder.Services, store, names, frames ?? FrameSites.None, access);
        LinkPicture.Add(builder.Services, fonts);
        if (telemetry is not null) { Telemetry.Send(builder, telemetry); }
        var app = builder.Build();
        Telemetry.Keep(app, store);
        Answer(app, names, access);
        // The first look at a large folder begins before the first reader comes, and so does the one for fonts.
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => Watch(app.Services)));
        return app;
    }

    // A build that was not published takes styles and scripts from the sources and packages of who built it.
    private static void FindAssets(IWebHostBuilder host)
    {
        try { host.UseStaticWebAssets(); }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Styles and scripts of the pages cannot be read: {e.Message} This program was built, not "
                + "published, and only who built it can start it. Publish it with \"dotnet publish web -c Release -o FOLDER\" and start it "
                + "there.", e);
        }
    }

    private static void Watch(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<StoreWatch>();
            services.GetRequiredService<PictureFonts>();
        }
        // Stopped as soon as it was started.
        catch (ObjectDisposedException) { }
    }

    private static void Serve(IServiceCollection services, RunStore store, HostNames names, FrameSites frames,
        AccessSettings access)
    {
        services.AddHostFiltering(o => (o.AllowedHosts, o.AllowEmptyHosts, o.IncludeFailureMessage) = ([.. names.All], false, false));
        services.AddRateLimiter(o => SiteLimits.Set(o, access.ForOthers || !IPAddress.IsLoopback(access.Bind)));
        Health.Add(services, store);
        services.AddMetrics();
        services.AddDataProtection();
        services.Configure<KeyManagementOptions>(o => o.XmlRepository = new MemoryKeys());
        Gate.Add(services, access);
        services.AddSingleton(s => new Visitors(access, store, s.GetRequiredService<TimeProvider>()))
            .AddSingleton(s => new AuditLog(store, s.GetRequiredService<TimeProvider>()));
        services.AddMudServices();
        Compression.Add(services);
        services.AddRazorComponents().AddInteractiveServerComponents(o => (o.DisconnectedCircuitMaxRetained,
            o.DisconnectedCircuitRetentionPeriod) = (SiteLimits.BrokenCircuits, SiteLimits.BrokenFor));
        services.AddScoped<CircuitPresence>().AddScoped<CircuitHandler>(s => s.GetRequiredService<CircuitPresence>());
        services.AddSingleton(TimeProvider.System).AddSingleton(new WholeStore(store)).AddSingleton(frames);
        services.AddSingleton(s => new StoreWatch(store, s.GetRequiredService<TimeProvider>()));
        // Own texts are for the user of this machine: a visitor finds nobody who would answer.
        services.AddSingleton(new ServingClient(access.ForOthers ? [] : ServingSocket.Places(store.Root), TimeSpan.FromMinutes(2)));
        // What is shown depends on who asks: pages and files get their store from the reader.
        services.AddScoped<Reader>().AddScoped(s => s.GetRequiredService<Reader>().Store)
            .AddScoped(s => s.GetRequiredService<Reader>().Shelf).AddScoped(s => s.GetRequiredService<Reader>().Notes)
            .AddScoped(s => s.GetRequiredService<Reader>().Slices);
    }

    private static void Answer(WebApplication app, HostNames names, AccessSettings access)
    {
        if (access.PathBase.Length > 0) { app.UsePathBase(access.PathBase); }
        app.Use(SecurityHeaders.Add);
        app.UseResponseCompression();
        if (access.Proxies.Count > 0) { app.UseForwardedHeaders(); }
        app.UseStatusCodePages(context => Tell(context, names));
        app.UseHostFiltering();
        app.Use(Admit);
        Health.Use(app);
        app.UseRateLimiter();
        if (access.Tokens)
        {
            app.UseAuthentication();
            app.Use(Gate.Pass);
        }
        app.Use(KeptAddress.Keep);
        // After the gate, whose log tells the status that a reader got.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = TellFault });
        app.UseWhen(c => !AllowedMethods.IsCircuit(c.Request.Path), pages => pages.Use(LinkPreview.Add));
        app.UseWhen(c => !AllowedMethods.IsCircuit(c.Request.Path), pages => pages.UseStatusCodePagesWithReExecute("/not-found"));
        app.UseRouting();
        if (access.Tokens) { app.UseAuthorization(); }
        app.UseAntiforgery();
        app.Use(GiveFileOfThatView);
        app.MapStaticAssets();
        app.MapExports();
        app.MapReport();
        app.MapShares();
        app.MapLinkPictures();
        app.MapTables();
        app.MapNotes();
        // The policy of every answer already names who may frame it.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static async Task Admit(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var under = context.RequestServices.GetRequiredService<AccessSettings>().PathBase;
        if (under.Length > 0 && !(request.PathBase.HasValue && request.Path.HasValue))
        {
            if (request.PathBase.HasValue) { context.Response.Redirect(under + "/" + request.QueryString); }
            else
            {
                await Refuse(context, StatusCodes.Status404NotFound, $"These pages lie under {under}/; {request.Path} is not one of them.");
            }
            return;
        }
        if (SameOrigin.Refusal(request, context.RequestServices.GetRequiredService<FrameSites>().Allow(request)) is { } foreign)
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
        context.RequestServices.GetRequiredService<Reader>().Request = context;
        await next(context);
    }

    private static Task GiveFileOfThatView(HttpContext context, RequestDelegate next) =>
        context.RequestServices.GetRequiredService<Reader>().LackedShare is { } lacked
            ? Refuse(context, StatusCodes.Status404NotFound, AskedView.NoShare(lacked))
            : next(context);

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    // What no page says itself: a file cannot be read, or the program is at fault, which is written where it was started.
    private static Task TellFault(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var store = context.RequestServices.GetRequiredService<Reader>().Present;
        var status = (fault as Microsoft.AspNetCore.Http.BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
        return Refuse(context, status, fault is StoreDataException ? store.Tell(fault.Message)
            : $"{context.Request.Path} cannot be shown. Something went wrong in the program ({fault?.GetType().Name}). Its output says "
                + "more. Other pages work; please report it.");
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
