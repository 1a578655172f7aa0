using System.Security.Claims;
using System.Threading.RateLimiting;
using DmlStudio.Web.Links;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.StaticAssets;

namespace DmlStudio.Web.Access;

/// <summary>Lets readers in who show a token: in the address of their first visit, then by a cookie. Signing in, cookies
/// and rights are the framework's own.</summary>
internal static class Gate
{
    /// <summary>Parameter of the first address.</summary>
    public const string Parameter = "token";

    private const int TriesAMinute = 20, RequestsAMinute = 1200;
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>What it needs.</summary>
    public static void Add(IServiceCollection services, AccessSettings settings)
    {
        services.AddSingleton(settings);
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            o.KnownIPNetworks.Clear();
            o.KnownProxies.Clear();
            foreach (var proxy in settings.Proxies) { o.KnownProxies.Add(proxy); }
        });
        if (!settings.Tokens) { return; }
        services.AddAuthentication(Scheme).AddCookie(o =>
        {
            o.Cookie.Name = "dml-access";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.Cookie.SecurePolicy = settings.Encrypted ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            o.SlidingExpiration = false;
            o.Events.OnRedirectToLogin = c => Refuse(c.HttpContext, StatusCodes.Status401Unauthorized);
            o.Events.OnRedirectToAccessDenied = c => Refuse(c.HttpContext, StatusCodes.Status403Forbidden);
            o.Events.OnValidatePrincipal = Check;
        });
        services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build());
    }

    /// <summary>The limits of readers from elsewhere, by where they ask from.</summary>
    public static RateLimitPartition<string> Limit(HttpContext context) => RateLimitPartition.GetFixedWindowLimiter(
        (context.Connection.RemoteIpAddress?.ToString() ?? "") + (context.Request.Query.ContainsKey(Parameter) ? " token" : ""),
        of => new FixedWindowRateLimiterOptions
        {
            PermitLimit = of.EndsWith(" token", StringComparison.Ordinal) ? TriesAMinute : RequestsAMinute,
            Window = TimeSpan.FromMinutes(1),
        });

    /// <summary>Signs in whoever shows a token, and notes every use.</summary>
    public static async Task Pass(HttpContext context, RequestDelegate next)
    {
        var (visitors, log) = (context.RequestServices.GetRequiredService<Visitors>(),
            context.RequestServices.GetRequiredService<AuditLog>());
        var shown = context.Request.Query[Parameter].ToString();
        if (shown.Length == 0)
        {
            try { await next(context); }
            // Styles and scripts are no use of what may be read.
            finally { if (!IsAsset(context)) { log.Note(NameOf(context.User), context); } }
            return;
        }
        if (visitors.Admit(shown) is not { } token)
        {
            await Refuse(context, StatusCodes.Status401Unauthorized);
            log.Note(null, context);
            return;
        }
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, token.Id)], Scheme));
        await context.SignInAsync(Scheme, user, new AuthenticationProperties
        {
            IsPersistent = true,
            ExpiresUtc = DateTimeOffset.FromUnixTimeMilliseconds(token.Until),
        });
        // The address is seen and kept in many places; the token leaves it at once.
        var path = context.Request.Path + Rest(context.Request);
        context.Response.Redirect(context.Request.PathBase + (LocalAddress.Parse(path) is null ? "/" : path));
        log.Note(token.Id, context);
    }

    /// <summary>Name of the right that a reader came with, or null.</summary>
    public static string? NameOf(ClaimsPrincipal? user) => user?.FindFirst(ClaimTypes.NameIdentifier)?.Value;

    // As the router found it, which does not tell upper from lower case, and knows pages with a dot in their address.
    private static bool IsAsset(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    private static QueryString Rest(HttpRequest request) =>
        QueryString.Create(request.Query.Where(q => q.Key != Parameter).SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v)));

    private static Task Check(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<Visitors>().Find(NameOf(context.Principal)) is null)
        {
            context.RejectPrincipal();
        }
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("These pages are shown to whoever has a link with a token. This one has none, or it has ended "
            + "or was taken back; ask who sent it for another.\n", context.RequestAborted);
    }
}
