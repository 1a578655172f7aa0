using System.Collections;
using System.Diagnostics.Metrics;
using System.Globalization;
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

    private static readonly string[] Protocols = ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"];
    private static readonly string[] Headers = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"];

    // Requests by the pattern of their address, connections, open pages, and the process.
    private static readonly string[] Framework = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components.Server.Circuits", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];

    /// <summary>OpenTelemetry's own variables, which say where figures go, how, and under which name.</summary>
    /// <param name="environment">Variables of the process.</param>
    /// <exception cref="InvalidDataException">One of them holds what it cannot.</exception>
    public static IReadOnlyDictionary<string, string?> Variables(IDictionary environment)
    {
        var found = environment.Cast<DictionaryEntry>()
            .Where(v => ((string)v.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value, StringComparer.Ordinal);
        foreach (var name in Endpoints)
        {
            Require(found, name, v => Uri.TryCreate(v, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"),
                "the address of a collector, such as http://localhost:4317");
        }
        foreach (var name in Protocols) { Require(found, name, v => v is "grpc" or "http/protobuf", "grpc or http/protobuf"); }
        Require(found, "OTEL_METRIC_EXPORT_INTERVAL",
            v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms > 0, "milliseconds, such as 60000");
        foreach (var name in Headers)
        {
            Require(found, name, v => v.Split(',').All(h => h.IndexOf('=', StringComparison.Ordinal) > 0), "name=value, apart by commas");
        }
        return found;
    }

    // The library takes its default for some of these in silence, and ends the program over others.
    private static void Require(Dictionary<string, string?> found, string name, Predicate<string> holds, string expected)
    {
        if (found.GetValueOrDefault(name) is { Length: > 0 } written && !holds(written))
        {
            throw new InvalidDataException($"{name} is \"{written}\"; expected {expected}.");
        }
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
