using System.Globalization;
using System.Text.Json;
using DmlStudio.Store;

namespace DmlStudio.Web.Access;

/// <summary>One line for each use of a right, in <c>access.log</c> of the runs folder: when, which, from where, what
/// path, with what answer. No query: it may hold a text.</summary>
/// <param name="store">The whole folder.</param>
/// <param name="clock">The time.</param>
public sealed class AuditLog(RunStore store, TimeProvider clock)
{
    private readonly Lock _gate = new();

    /// <summary>Notes a use.</summary>
    /// <param name="token">Name of the right, or null where none was shown that holds.</param>
    public void Note(string? token, HttpContext context)
    {
        var line = JsonSerializer.Serialize(new
        {
            time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            token,
            from = context.Connection.RemoteIpAddress?.ToString(),
            path = context.Request.Path.Value,
            status = context.Response.StatusCode,
        });
        lock (_gate)
        {
            try { AccessLog.Append(store.Root, line); }
            // A full disk keeps nobody from reading, and the owner hears of it where the browser was started.
            catch (StoreDataException e) { Console.Error.WriteLine(e.Message); }
        }
    }
}
