using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Runs;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Serving;

/// <summary>Answers questions with the models of runs that kept their weights; the last few stay open.</summary>
/// <param name="encoder">Folder of the encoder, or null to search.</param>
/// <param name="device">Where models live.</param>
internal sealed class ServedRuns(RunStore store, string? encoder, Device device) : IDisposable
{
    private const int MostOpen = 3;
    private readonly LinkedList<(string Stamp, RunModel Model)> _open = new();

    /// <summary>Answers a question.</summary>
    /// <param name="tell">Receives the lines of the answer.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The question cannot be answered; the message says why.</exception>
    public void Answer(ServingRequest request, Action<ServingReply> tell, CancellationToken interrupt)
    {
        switch (request.Ask)
        {
            case ServingRequest.Runs:
                tell(
                new RunsReply([.. store.Runs().Where(r => r.Status == RunStatus.Done && store.HasWeights(r.Id)).Select(r => r.Id)])); break;
            case ServingRequest.Predict: tell(Predict(request, Opened(request, tell, interrupt), interrupt)); break;
            case ServingRequest.Explain: tell(Explain(request, Opened(request, tell, interrupt), tell, interrupt)); break;
            default:
                throw new InvalidDataException(
                $"Found the question \"{request.Ask}\"; expected {ServingRequest.Runs}, {ServingRequest.Predict} or "
                    + $"{ServingRequest.Explain}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, model) in _open) { model.Dispose(); }
        _open.Clear();
    }

    private static PredictedReply Predict(ServingRequest request, RunModel run, CancellationToken interrupt)
    {
        var support = run.Model.Rules.Support;
        var text = Text(request);
        var corpus = run.Cell.Corpus;
        int dimension = support.Length / run.Train.Length, classes = run.Run.Labels.Count;
        int[] labels = [.. run.Train.Select(i => corpus.Source.Texts[i].Label)];
        var tokens = corpus.Tokens.Of(text, request.Pair);
        var (embeddings, logits) = run.Model.Read([tokens], interrupt);
        var answers = run.Model.Rules.Predict([tokens], embeddings, logits, interrupt).Select(r => (Key: r.Rule, r.Probabilities));
        var near = Nearest.Of(embeddings, support, dimension);
        var proxies = run.Details.Proxies;
        var nearProxies = proxies is null || proxies.Dimension != dimension ? null : Nearest.Of(embeddings, proxies.End, dimension);
        // Only the first text can end before its tokens do; a second one is cut by itself.
        var seen = Enumerable.Range(0, tokens.Count).Where(t => tokens.Sequence[t] == 0).Select(t => tokens.Offsets[t].End)
            .DefaultIfEmpty(0).Max();
        return new PredictedReply(
            [.. answers.OrderBy(a => a.Key == run.Run.MainRule ? 0 : 1)
                .Select(a => new PredictedReply.Rule(a.Key, ClassScores.Largest(a.Probabilities, classes)[0], a.Probabilities))],
            tokens.Count, text[seen..].Trim().Length,
            [.. near.Of(0).Select(n => new PredictedReply.Near(run.Train[n.Item], labels[n.Item], n.Cosine))],
            nearProxies is null ? []
                : [.. nearProxies.Of(0).Select(n => new PredictedReply.Near(n.Item, proxies!.Labels[n.Item], n.Cosine))],
            run.Warning);
    }

    private static ServingReply Explain(ServingRequest request, RunModel run, Action<ServingReply> tell, CancellationToken interrupt)
    {
        if (request.Masks is < 20 or > ServingLimits.MostMasks)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"Found {request.Masks} masks; expected 20 to {ServingLimits.MostMasks}."));
        }
        using var model = new ExplainedModel(run.Cell, run.Model);
        var item = ExplainItem.Own(Text(request)) with { Pair = request.Pair };
        var asked = new ExplainRequest
        {
            Methods = AttributionTable.Parse("lime"),
            Settings = new AttributionSettings { Masks = request.Masks }
        };
        ServingReply? reply = null;
        new Explainer(model, asked, (done, of) => tell(new ProgressReply("reading perturbed texts", done, of)))
            .Run([item], (found, _) => reply = new ExplainedReply(found), (_, reason) => reply = new RefusedReply(reason), interrupt);
        return reply ?? throw new InvalidDataException("The text gave no explanation.");
    }

    private static string Text(ServingRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) { throw new InvalidDataException("There is no text. Write one."); }
        var length = request.Text.Length + (request.Pair?.Length ?? 0);
        return length <= ServingLimits.LongestText ? request.Text
            : throw new InvalidDataException(
                FormattableString.Invariant(
                    $"The text has {length} characters; at most {ServingLimits.LongestText} are read. Shorten it."));
    }

    private RunModel Opened(ServingRequest request, Action<ServingReply> tell, CancellationToken interrupt)
    {
        Text(request);
        var id = request.Run ?? throw new InvalidDataException("The question names no run.");
        // A run that was made again is another model under the same id.
        var run = store.Run(id);
        if (run is null || !store.HasWeights(id))
        {
            throw new InvalidDataException(
                $"Run {id} is not in {store.Root}, or did not keep its weights (--keep-weights true). Choose one that did.");
        }
        if (RunModel.Refusal(run, store.Texts(run.Corpus)?.HasPairs == true, request.Pair) is { } refusal)
        {
            throw new InvalidDataException(refusal);
        }
        var stamp = FormattableString.Invariant($"{id}/{run.FinishedAt}");
        for (var node = _open.First; node is not null; node = node.Next)
        {
            if (node.Value.Stamp != stamp) { continue; }
            _open.Remove(node);
            _open.AddFirst(node);
            return node.Value.Model;
        }
        tell(new ProgressReply("opening the run", 0, 0));
        var model = RunModel.Open(store, id, encoder, device, _ => { }, interrupt);
        _open.AddFirst((stamp, model));
        while (_open.Count > MostOpen)
        {
            _open.Last!.Value.Model.Dispose();
            _open.RemoveLast();
        }
        return model;
    }
}
