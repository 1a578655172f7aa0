using System.Collections;
using System.Diagnostics.Metrics;
using DmlStudio.Records;
using DmlStudio.Store;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace DmlStudio.Web.Hosting;

/// <summary>Figures for whoever keeps the browser running. They are always kept, as the framework keeps its own, and are sent to an
/// OpenTelemetry collector only with <c>--telemetry</c>. No traces: an address may hold a text.</summary>
internal static class Telemetry
{
    /// <summary>Name of our own meter.</summary>
    public const string Meter = "DmlStudio.Web";

    private const string Prefix = "OTEL_";
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    // Requests by the pattern of their address, connections, open pages, and the process.
    private static readonly string[] Framework = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components.Server.Circuits", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    /// <summary>OpenTelemetry's own variables, which say where figures go, how, and under which name.</summary>
    /// <param name="environment">Variables of the process.</param>
    /// <exception cref="InvalidDataException">An endpoint is no address.</exception>
    public static IReadOnlyDictionary<string, string?> Variables(IDictionary environment)
    {
        var found = environment.Cast<DictionaryEntry>()
            .Where(v => ((string)v.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value, StringComparer.Ordinal);
        // The library would say nothing and take its default.
        foreach (var name in Endpoints)
        {
            if (found.GetValueOrDefault(name) is { Length: > 0 } written
                && !(Uri.TryCreate(written, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            {
                throw new InvalidDataException(
                    $"{name} is \"{written}\"; expected the address of a collector, such as http://localhost:4317.");
            }
        }
        return found;
    }

    /// <summary>Keeps figures of the folder.</summary>
    /// <param name="app">The program, which owns the meter.</param>
    /// <param name="store">The whole folder.</param>
    public static void Keep(WebApplication app, RunStore store) =>
        app.Services.GetRequiredService<IMeterFactory>().Create(Meter).CreateObservableGauge<int>("dmlstudio.runs",
            () => store.Runs().CountBy(r => r.Status).Select(s => new Measurement<int>(s.Value,
                new KeyValuePair<string, object?>("status", s.Key.ToString().ToLowerInvariant()))),
            "{run}", "Runs in the folder, by status");

    /// <summary>Sends all figures to a collector.</summary>
    /// <param name="builder">The program.</param>
    /// <param name="variables">OpenTelemetry's variables.</param>
    public static void Send(WebApplicationBuilder builder, IReadOnlyDictionary<string, string?> variables)
    {
        // The program's configuration holds nothing else; these are all that the library reads.
        builder.Configuration.AddInMemoryCollection(variables);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.Clear().AddService("dmlstudio-web", serviceVersion: ProductVersion.Number).AddTelemetrySdk()
                .AddEnvironmentVariableDetector())
            .WithMetrics(m => m.AddMeter([Meter, .. Framework]).AddOtlpExporter());
    }
}
