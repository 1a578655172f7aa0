using DmlStudio.Store;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Components;

/// <summary>A page that asks its query when its address changes and again whenever something is published, as long as somebody is there to
/// see it.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private CircuitPresence? _presence;
    private int _waiting;

    [Inject]
    protected RunStore Store { get; set; } = default!;

    /// <summary>Tells of changes.</summary>
    [Inject]
    protected StoreWatch Watch { get; set; } = default!;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    /// <summary>Asks the page's query.</summary>
    protected abstract void Ask();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Watch.Changed += OnChanged;
        _presence = Services.GetService<CircuitPresence>();
        if (_presence is not null) { _presence.Returned += OnChanged; }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Store.FromOneLook(Ask);

    /// <inheritdoc/>
    public void Dispose()
    {
        Watch.Changed -= OnChanged;
        if (_presence is not null) { _presence.Returned -= OnChanged; }
        GC.SuppressFinalize(this);
    }

    // Publications that come while the page still waits for its turn are one. Pages do not wait for one another: this is the thread of the
    // watch, which has the folder to look at.
    private void OnChanged(object? sender, EventArgs e)
    {
        // Nobody sees the page; it asks when its reader is back.
        if (_presence is { Away: true } || Interlocked.Exchange(ref _waiting, 1) == 1) { return; }
        _ = Task.Run(Again);
    }

    private async Task Again()
    {
        // No page may end the thread it runs on: what fails is the page's own fault, and shown in its place.
        try
        {
            await InvokeAsync(() =>
            {
                Volatile.Write(ref _waiting, 0);
                Store.FromLastLook(Ask);
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
