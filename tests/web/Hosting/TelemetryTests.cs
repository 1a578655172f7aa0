using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using DmlStudio.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>Figures of the running browser: who may have them, and what they hold.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Telemetry_Asked_SendsFiguresWithoutTextsQueriesAndPaths()
    {
        var received = new ConcurrentQueue<string>();
        await using var collector = await Collect(received);
        string root;
        await using (var site = await OpenSite.Start([], null, null, new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=lab",
        }))
        {
            using var http = new HttpClient { BaseAddress = site.Address };
            foreach (var address in new[] { "/runs?q=confidential", "/explain/toy-3", "/nothing-of-this-name" })
            {
                using var answer = await http.GetAsync(address);
            }
            root = site.Sample.Store.Root;
        }
        // What was not sent yet is sent at the end.
        var sent = string.Concat(received);
        Assert.All(new[] { "dmlstudio-web", "deployment.environment.name", "dmlstudio.runs", "done", "http.server.request.duration",
            "kestrel.active_connections", "dotnet.gc.collections" }, name => Assert.Contains(name, sent, StringComparison.Ordinal));
        Assert.All(new[] { root, "confidential", "text 3", "toy-3", "nothing-of-this-name", Environment.MachineName },
            word => Assert.DoesNotContain(word, sent, StringComparison.Ordinal));
    }

    /// <summary>Nothing is sent unless it is asked for; tools of the runtime, such as dotnet-counters, can still read the
    /// figures.</summary>
    [Fact]
    public async Task Telemetry_NotAsked_IsReadByNobodyButTheMachinesUser()
    {
        await using var site = await OpenSite.Start();
        Assert.Null(site.Services.GetService<MeterProvider>());
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        var factory = site.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Meter && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => runs[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(("dmlstudio.runs done", 2), runs.Select(r => (r.Key, r.Value)).Single());
    }

    [Fact]
    public void Variables_ThatAreOpenTelemetrysOwn_AreTakenAlone()
    {
        Assert.Equal(["OTEL_SERVICE_NAME"], Telemetry.Variables(new Hashtable
        {
            ["OTEL_SERVICE_NAME"] = "lab",
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:1",
        }).Keys);
        var wrong = Assert.Throws<InvalidDataException>(() => Telemetry.Variables(new Hashtable
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317",
        }));
        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4317\"; expected the address of a collector, such as "
            + "http://localhost:4317.", wrong.Message);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "bad", "name=value, apart by commas")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "bogus", "grpc or http/protobuf")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "abc", "milliseconds, such as 60000")]
    public void Variables_WithAWordThatIsNone_AreRefused(string name, string value, string expected) =>
        Assert.Equal($"{name} is \"{value}\"; expected {expected}.",
            Assert.Throws<InvalidDataException>(() => Telemetry.Variables(new Hashtable { [name] = value })).Message);

    private static async Task<WebApplication> Collect(ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
            return Results.StatusCode((int)HttpStatusCode.OK);
        });
        await collector.StartAsync();
        return collector;
    }
}
