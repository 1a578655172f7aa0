using System.Diagnostics.Tracing;
using System.Text.RegularExpressions;

namespace DmlStudio.Web.Hosting;

/// <summary>Tells once that figures do not reach their collector: OpenTelemetry's exporter itself only notes it as an event of the runtime,
/// where nobody looks.</summary>
/// <param name="variables">OpenTelemetry's variables, which say how figures are sent.</param>
/// <param name="errors">Who is told.</param>
internal sealed partial class UnsentFigures(IReadOnlyDictionary<string, string?> variables, TextWriter errors) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol", Succeeded = "ExportSuccess";
    private const string GrpcPath = "/opentelemetry.proto";
    private readonly Lock _gate = new();
    private bool _told, _sent;

    /// <summary>Tells, when all was sent that could be, of a collector that has not answered at all.</summary>
    public void End()
    {
        if (_sent) { return; }
        Tell(Variable("ENDPOINT") ?? (Protocol == "grpc" ? "http://localhost:4317" : "http://localhost:4318"), "it has not answered");
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) { EnableEvents(eventSource, EventLevel.Informational); }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Other faults, of what is sent or how it is kept, name no address first.
        if (eventData.Payload is not [string first, ..] said || !first.StartsWith("http", StringComparison.Ordinal)) { return; }
        if (eventData.EventName == Succeeded) { _sent = true; }
        // What may go well when it is sent again, as a connection that is refused, is a warning: by gRPC it is told no other way.
        else if (eventData.Level <= EventLevel.Warning)
        {
            Tell(first, said.Skip(1).OfType<string>().Select(Reason).LastOrDefault(r => r.Length > 0) ?? "it does not answer");
        }
    }

    private string Protocol => Variable("PROTOCOL") ?? "grpc";

    private string? Variable(string name) =>
        new[] { $"OTEL_EXPORTER_OTLP_METRICS_{name}", $"OTEL_EXPORTER_OTLP_{name}" }.Select(variables.GetValueOrDefault)
            .FirstOrDefault(v => !string.IsNullOrEmpty(v));

    private void Tell(string address, string reason)
    {
        lock (_gate)
        {
            if (_told) { return; }
            _told = true;
            errors.WriteLine($"Figures could not be sent to {Shown(address)}: {reason}. The browser works without, and this is told once. "
                + $"See to it that an OpenTelemetry collector listens there and speaks {Protocol}, or name another place "
                + "(OTEL_EXPORTER_OTLP_ENDPOINT) or protocol (OTEL_EXPORTER_OTLP_PROTOCOL, grpc or http/protobuf).");
        }
    }

    // Neither a password in it, nor the path that the protocol adds.
    private static string Shown(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)) { return address; }
        var plain = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return plain.IndexOf(GrpcPath, StringComparison.Ordinal) is >= 0 and var at ? plain[..at] : plain.TrimEnd('/');
    }

    // The first line of an exception says what there was, behind the name of its type.
    private static string Reason(string said) => TypeName().Replace(said.Split('\n')[0].Trim(), "").TrimEnd('.');

    [GeneratedRegex(@"^[A-Za-z.]+Exception: ")]
    private static partial Regex TypeName();
}
