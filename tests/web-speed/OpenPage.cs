using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.WebSpeed;

/// <summary>A page that is open as in a browser, without one: its HTML was asked for, and its circuit is held. What the server draws is
/// confirmed at once, and looked through for words; nothing is shown.</summary>
internal sealed partial class OpenPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _client;
    private readonly HubConnection _hub;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = new(StringComparer.Ordinal);
    private string _circuit = "";
    private string? _fault;
    private int _batches;

    private OpenPage(HttpClient client)
    {
        _client = client;
        _hub = Hub(client.BaseAddress!);
        _hub.On<long, byte[]>("JS.RenderBatch", Drawn);
        _hub.On<long, string, string, int, long, int>("JS.BeginInvokeJS", Asked);
        _hub.On<int, string>("JS.AttachComponent", (_, _) => { });
        _hub.On<long>("JS.EndUpdateRootComponents", _ => { });
        _hub.On<string>("JS.Error", fault => _fault = fault);
        _hub.Closed += fault => Task.FromResult(_fault ??= fault?.Message ?? "The server closed the connection.");
    }

    /// <summary>How often the server has drawn something.</summary>
    public int Batches => Volatile.Read(ref _batches);

    /// <summary>What the server tells of a circuit that has failed; null while it works.</summary>
    public string? Fault => _fault;

    /// <summary>Opens a page.</summary>
    /// <param name="client">Asks the site.</param>
    /// <param name="path">Path and query of the page.</param>
    /// <param name="word">What it shows as soon as it is alive.</param>
    public static async Task<OpenPage> Open(HttpClient client, string path, string word)
    {
        var html = await client.GetStringAsync(new Uri(path, UriKind.Relative));
        var page = new OpenPage(client);
        var alive = page.Drawing(word);
        await page._hub.StartAsync();
        // As blazor.web.js does: the circuit begins without components, then gets those that the page names.
        page._circuit = await page._hub.InvokeAsync<string>("StartCircuit", client.BaseAddress!.AbsoluteUri,
            new Uri(client.BaseAddress, path).AbsoluteUri, "[]", State().Match(html).Groups[1].Value);
        var operations = string.Join(',', Component().Matches(html).Select((m, i) => FormattableString.Invariant(
            $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{m.Groups[1].Value}}}""")));
        await page._hub.SendAsync("UpdateRootComponents", $$"""{"batchId":1,"operations":[{{operations}}]}""",
            State().Match(html).Groups[1].Value);
        await alive.WaitAsync(Patience);
        return page;
    }

    /// <summary>When the server first drew something that holds a word; begins to look for it now.</summary>
    /// <param name="word">The word.</param>
    /// <returns>Time stamp of <see cref="Stopwatch"/>.</returns>
    public Task<long> Drawing(string word) =>
        _awaited.GetOrAdd(word, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Whether the server still has the circuit of a page that was closed.</summary>
    public async Task<bool> IsKept()
    {
        await using var hub = Hub(_client.BaseAddress!);
        await hub.StartAsync();
        return await hub.InvokeAsync<bool>("ConnectCircuit", _circuit);
    }

    /// <summary>Closes the page as a browser does: it says so, and ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        using var said = new MultipartFormDataContent { { new StringContent(_circuit), "circuitId" } };
        using var answer = await _client.PostAsync(new Uri("_blazor/disconnect", UriKind.Relative), said);
        answer.EnsureSuccessStatusCode();
        await _hub.DisposeAsync();
    }

    private static HubConnection Hub(Uri site)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(site, "_blazor"), HttpTransportType.WebSockets);
        builder.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        return builder.Build();
    }

    private async Task Drawn(long id, byte[] batch)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _batches);
        foreach (var (word, found) in _awaited)
        {
            if (!found.Task.IsCompleted && batch.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0) { found.TrySetResult(now); }
        }
        await _hub.SendAsync("OnRenderCompleted", id, null);
    }

    // The few questions of MudBlazor whose answer is not nothing.
    private Task Asked(long call, string what, string arguments, int kind, long target, int type)
    {
        var said = what switch
        {
            "window.hasOwnProperty" => "true",
            "mudpopoverHelper.countProviders" => "1",
            _ => "null",
        };
        return call == 0 ? Task.CompletedTask
            : _hub.SendAsync("EndInvokeJSFromDotNet", call, true, FormattableString.Invariant($"[{call},true,{said}]"));
    }

    [GeneratedRegex("""<!--Blazor:(\{"type":"server".*?\})-->""")]
    private static partial Regex Component();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([A-Za-z0-9+/=]+)-->")]
    private static partial Regex State();
}
