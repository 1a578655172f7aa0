using DmlStudio.Store;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Components;

/// <summary>A page that asks its query when its address changes and again whenever something is published.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    /// <summary>Store.</summary>
    [Inject]
    protected RunStore Store { get; set; } = default!;

    /// <summary>Tells of changes.</summary>
    [Inject]
    protected StoreWatch Watch { get; set; } = default!;

    /// <summary>Asks the page's query.</summary>
    protected abstract void Ask();

    /// <inheritdoc/>
    protected override void OnInitialized() => Watch.Changed += OnChanged;

    /// <inheritdoc/>
    protected override void OnParametersSet() => Ask();

    /// <inheritdoc/>
    public void Dispose()
    {
        Watch.Changed -= OnChanged;
        GC.SuppressFinalize(this);
    }

    private void OnChanged(object? sender, EventArgs e) => _ = InvokeAsync(() =>
    {
        Ask();
        StateHasChanged();
    });
}
