using Microsoft.JSInterop;

namespace DmlStudio.Web.Reports;

/// <summary>The scripts of a page that is printed: there are none.</summary>
internal sealed class NoScript : IJSRuntime
{
    /// <inheritdoc/>
    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) =>
        throw new InvalidOperationException($"A page that was printed called {identifier}; expected one that runs no script.");

    /// <inheritdoc/>
    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        InvokeAsync<TValue>(identifier, args);
}
