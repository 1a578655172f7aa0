using System.Globalization;
using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Serving;
using MudBlazor.Services;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseStaticWebAssets();
var store = RunStore.Open(builder.Configuration["store"] ?? Environment.GetEnvironmentVariable("DMLSTUDIO_STORE") ?? "runs");
var address = $"http://127.0.0.1:{builder.Configuration["port"] ?? "5080"}";
builder.WebHost.UseUrls(address);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMudServices();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddSingleton(store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>();
builder.Services.AddSingleton(new ServingClient(ServingSocket.Of(store.Root), TimeSpan.FromMinutes(2)));
builder.Services.AddSingleton<DmlStudio.Web.Queries.RunShelf>().AddSingleton<SavedSlices>();
var app = builder.Build();
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseAntiforgery();
app.MapStaticAssets();
app.MapExports();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
try { await app.StartAsync(); }
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{address} is in use by another program. Stop it, or choose another port with --port.");
    return 2;
}
Console.WriteLine($"Reading {store.Root}");
Console.WriteLine($"Open {address}/");
await app.WaitForShutdownAsync();
return 0;
