using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DmlStudio.Web.Components;

/// <summary>Whether a browser is at the other end of a circuit. One whose connection broke is kept for a while, and works for
/// nobody.</summary>
internal sealed class CircuitPresence : CircuitHandler
{
    private volatile bool _away;

    /// <summary>Whether the connection is broken.</summary>
    public bool Away => _away;

    /// <summary>The browser is there again.</summary>
    public event EventHandler? Returned;

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _away = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_away)
        {
            _away = false;
            Returned?.Invoke(this, EventArgs.Empty);
        }
        return Task.CompletedTask;
    }
}
