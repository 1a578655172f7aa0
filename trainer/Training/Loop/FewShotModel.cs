using DmlStudio.Losses;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>The model of one run with its objective, and after training with its rules of inference.</summary>
internal sealed class FewShotModel : IDisposable
{
    private readonly TrainingCell _cell;
    private RunRules? _rules;

    /// <summary>Lays out all tensors with their values before the first step.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it lives.</param>
    public FewShotModel(TrainingCell cell, int[] train, Device device)
    {
        _cell = cell;
        Objective = ObjectiveTable.Parse(cell.Loss).Make(new ObjectiveContext(cell, train));
        Network = new RunNetwork(cell, train, Objective.MoreTexts, Objective.Specs, device);
    }

    /// <summary>Tensors, passes and readings.</summary>
    public RunNetwork Network { get; }

    /// <summary>What it is trained by.</summary>
    public Objective Objective { get; }

    /// <summary>The loss whose proxies decide, or null.</summary>
    public EmbeddingLoss? Metric => Objective.Metric;

    /// <summary>Tensors of the metric loss in the order of its parameters.</summary>
    public Tensor[] MetricTensors => [.. Objective.MetricNames.Select(n => Network.Parameters[n])];

    /// <summary>The proxies or centres that are shown with the texts, with their name in the buffer; null without.</summary>
    public (LossParameter Parameter, string Name)? Proxies =>
        (Metric?.Parameters ?? []).Zip(Objective.MetricNames).FirstOrDefault(p => p.First.Proxies) is { First: not null } found
            ? (found.First, found.Second)
            : null;

    /// <summary>The inference rules, fitted on the training texts when they are first asked for after training.</summary>
    public RunRules Rules => _rules ??= new RunRules(_cell, this, CancellationToken.None);

    /// <summary>Embeddings and logits of texts, in their order, without dropout; batches of similar length.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>Embeddings [N · D] as the objective compares them, and logits [N · C].</returns>
    public (float[] Embeddings, float[] Logits) Read(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt) =>
        Objective.Read(Network, texts, interrupt);

    /// <summary>Scores of a rule; their softmax are its probabilities.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    public float[] Decide(string rule, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (embeddings, logits) = Read(texts, interrupt);
        return Rules.Scores(rule, texts, embeddings, logits, interrupt);
    }

    /// <summary>Scores of every label by the proxies, or null for a loss without proxies.</summary>
    /// <param name="embeddings">[N · H].</param>
    public float[]? ClassScores(float[] embeddings)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        if (Metric is null || Proxies is null) { return null; }
        var rows = tensor(embeddings, device: Network.Device).view(-1, Network.Hidden);
        return Metric.ClassScores(rows, MetricTensors)?.cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        PlainMemory.GiveBack();
    }
}
