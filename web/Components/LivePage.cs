using DmlStudio.Store;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Components;

/// <summary>A page that asks its query when its address changes and again whenever something is published.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
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

    private async void OnChanged(object? sender, EventArgs e)
    {
        // Told from the thread of the watch, which no page may end: what fails is the page's own fault, and shown in its place.
        try
        {
            await InvokeAsync(() =>
            {
                Ask();
                StateHasChanged();
            });
        }
        catch (ObjectDisposedException) { }
        catch (Exception fault) when (fault is not OutOfMemoryException) { await Dispatch(fault); }
    }

    private async Task Dispatch(Exception fault)
    {
        // The reader has gone meanwhile: nobody is left to be told.
        try
        {
            await DispatchExceptionAsync(fault);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException) { }
    }
}
