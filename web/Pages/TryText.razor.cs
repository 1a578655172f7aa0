using DmlStudio.Records;
using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Serving;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>A text of one's own against the model of a run, which <c>trainer serve</c> holds.</summary>
public partial class TryText : ComponentBase, IDisposable
{
    /// <summary>The one method that is quick enough to wait for.</summary>
    private const string WhyLime = "lime";

    private IReadOnlyList<RunSummary> _runs = [];
    private List<string> _lacking = [];
    private RunSummary? _of;
    private string? _run, _text, _pair, _away, _refused;
    private (string? Run, string? Text, string? Pair, string? Why) _asked;
    private bool _asking;
    private ProgressReply? _progress;
    private PredictedReply? _predicted;
    private IReadOnlyList<Explanation>? _explained;
    private CancellationTokenSource? _work;

    [Inject]
    protected RunStore Store { get; set; } = default!;

    /// <summary>The server.</summary>
    [Inject]
    protected ServingClient Server { get; set; } = default!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>Id of the run.</summary>
    [SupplyParameterFromQuery]
    public string? Run { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    /// <summary>Second text, for a run on pairs.</summary>
    [SupplyParameterFromQuery]
    public string? Pair { get; set; }

    /// <summary>Method that explains, or null for the prediction alone.</summary>
    [SupplyParameterFromQuery]
    public string? Why { get; set; }

    /// <summary>Explained quantity that is shown.</summary>
    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    private string Command => "dotnet run -c Release --project trainer -- run --datasets support --losses cce --repetitions 1 "
        + $"--keep-weights true --out {Store.ShownRoot}";

    private string Title => _predicted is { Rules: [var main, ..] } && _of is not null
        ? $"{_of.LossTitle} says {_of.Labels[main.Predicted]}"
        : _runs.Count == 0 ? "There is no model to ask" : "Write a text and see";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _runs = [.. Store.Runs().Where(r => r.Status == RunStatus.Done && Store.HasWeights(r.Id))
            .OrderBy(r => r.Dataset, StringComparer.Ordinal).ThenBy(r => r.Loss, StringComparer.Ordinal).ThenBy(r => r.Repetition)];
        (_run, _text, _pair) = (Run ?? (_runs is [var first, ..] ? first.Id : null), Text, Pair);
        if (_asked == (Run, Text, Pair, Why)) { return; }
        var sameText = (_asked.Run, _asked.Text, _asked.Pair) == (Run, Text, Pair);
        _asked = (Run, Text, Pair, Why);
        await Ask(sameText);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    private async Task Ask(bool sameText)
    {
        Stop();
        (_away, _refused, _progress, _explained, _lacking) = (null, null, null, null, []);
        if (!sameText) { _predicted = null; }
        if (string.IsNullOrWhiteSpace(Text)) { return; }
        _of = _runs.FirstOrDefault(r => r.Id == (Run ?? _run));
        if (_of is null) { _lacking.Add($"Run {Run} is not here, or did not keep its weights. Choose one of the list."); return; }
        if (Why is not (null or WhyLime))
        {
            _lacking.Add($"There is no live method \"{Why}\"; there is {WhyLime}. \"trainer explain\" has them all.");
        }
        var length = Text.Length + (Pair?.Length ?? 0);
        if (length > ServingLimits.LongestText)
        {
            _refused = FormattableString.Invariant($"The text has {length} characters; at most {ServingLimits.LongestText} are read here.");
            return;
        }
        // The first rendering on the server only lays out the page; the question is asked once, by the page that stays.
        if (!RendererInfo.IsInteractive) { _asking = true; return; }
        var work = _work = new CancellationTokenSource();
        _asking = true;
        try
        {
            var question = new ServingRequest
            {
                Ask = ServingRequest.Predict,
                Run = _of.Id,
                Text = Text,
                Pair = string.IsNullOrWhiteSpace(Pair) ? null : Pair,
            };
            if (_predicted is null) { await Listen(question, work); }
            if (Why == WhyLime && _refused is null) { await Listen(question with { Ask = ServingRequest.Explain }, work); }
        }
        catch (ServingAwayException e) when (work == _work) { _away = e.Message; }
        catch (Exception e) when (e is OperationCanceledException or ServingAwayException) { }
        finally
        {
            if (work == _work) { _asking = false; }
            work.Dispose();
        }
    }

    private async Task Listen(ServingRequest request, CancellationTokenSource work)
    {
        await foreach (var reply in Server.Ask(request, work.Token))
        {
            // Another question may have been asked meanwhile.
            if (work != _work) { return; }
            switch (reply)
            {
                case ProgressReply progress: _progress = progress; break;
                case PredictedReply predicted: _predicted = predicted; break;
                case ExplainedReply explained: _explained = explained.Explanations; break;
                case RefusedReply refused: _refused = refused.Reason; break;
            }
            StateHasChanged();
        }
    }

    // A second text that was written for another run is not sent to one that reads single texts.
    private void Submit() => Navigation.NavigateTo(Addresses.Try(_run, _text, pair: ReadsPairs ? _pair : null));

    private bool ReadsPairs => _runs.FirstOrDefault(r => r.Id == _run) is { } run && Store.Texts(run.Corpus)?.HasPairs == true;

    private Task Again() => Ask(sameText: true);

    private void Stop()
    {
        var work = _work;
        (_work, _asking) = (null, false);
        try { work?.Cancel(); }
        // It ended by itself just now.
        catch (ObjectDisposedException) { }
    }
}
