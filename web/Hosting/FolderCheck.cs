using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DmlStudio.Web.Hosting;

/// <summary>Whether the runs folder can be listed. One that is not there yet is no fault of the browser, which shows that it is
/// empty.</summary>
/// <param name="root">The folder.</param>
internal sealed class FolderCheck(string root) : IHealthCheck
{
    /// <summary>Name of the state among the data of a result.</summary>
    public const string State = "state";

    /// <summary>State of a folder that cannot be listed, or not in time.</summary>
    public const string Unreadable = "unreadable";

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _look;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            // Of a disk that hangs one look hangs, however often somebody asks.
            if (_look is null or { IsCompleted: true }) { _look = Task.Run(Look, CancellationToken.None); }
            return _look.WaitAsync(cancellationToken);
        }
    }

    private HealthCheckResult Look()
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(root).GetEnumerator();
            entries.MoveNext();
            return HealthCheckResult.Healthy(data: Data("readable"));
        }
        catch (DirectoryNotFoundException) when (!Path.Exists(root)) { return HealthCheckResult.Degraded(data: Data("missing")); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy(data: Data(Unreadable));
        }
    }

    private static Dictionary<string, object> Data(string state) => new() { [State] = state };
}
