using System.Globalization;
using DmlStudio.Settings;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>
/// A metric-learning loss: from a batch of embeddings and their labels to one number. It owns no tensors; its proxies
/// live in the caller's buffer and are passed in the order of <see cref="Parameters"/>.
/// </summary>
public abstract class EmbeddingLoss
{
    /// <summary>Trained matrices; empty for losses over pairs.</summary>
    public virtual IReadOnlyList<LossParameter> Parameters => [];

    /// <summary>The trained matrices before the first step, in the order of <see cref="Parameters"/>, for an optimiser and for
    /// <see cref="Value"/>; they are the caller's.</summary>
    /// <param name="random">Generator; the same one gives the same start.</param>
    /// <param name="device">Where they lie; null for the processor.</param>
    /// <returns>[P, D] each; none for a loss over pairs.</returns>
    public IReadOnlyList<Parameter> Start(Random random, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        return [.. Parameters.Select(p =>
            new Parameter(tensor(p.Initial(random), device: device ?? CPU).view(p.Labels.Length, p.Dimension)))];
    }

    /// <summary>Whether the tokens of the texts may be its rows: where rows are compared with proxies, and for SupCon; pairs of tokens
    /// mean nothing or are too many (official code of arXiv:2211.15202 and of TripleEntropy).</summary>
    public virtual bool TakesTokens => false;

    /// <summary>Rows that it insists on (<see cref="LossRows"/>), whatever the run's target; null for those of the run.</summary>
    public virtual LossTarget? Target => null;

    /// <summary>Whether cross-entropy belongs to the objective, as in TripleEntropy: it is then written without <c>cce+</c>.</summary>
    public virtual bool BringsCrossEntropy => false;

    /// <summary>How often every text of a batch is encoded, each time with a dropout of its own; at least 1. The rows of
    /// <see cref="Value"/> then come view by view: row v·B + i is view v of text i, and its label is that of the text.</summary>
    public virtual int Views => 1;

    /// <summary>The loss of a batch.</summary>
    /// <param name="embeddings">[N, H], as the encoder gives them.</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="parameters">The trained matrices, [P, D] each.</param>
    /// <returns>A scalar on the graph, or null when the batch has nothing to learn from (zero rule: the loss counts as 0
    /// and gives no gradient).</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit; a label without a proxy; no rows for a loss with proxies.</exception>
    public Tensor? Value(Tensor embeddings, Tensor labels, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(parameters);
        if (embeddings.dim() != 2 || labels.dim() != 1 || labels.shape[0] != embeddings.shape[0])
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Found embeddings [{string.Join(", ", embeddings.shape)}] with labels [{string.Join(", ", labels.shape)}]; expected "
                    + $"[N, H] with [N]."));
        }
        if (parameters.Count != Parameters.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found {parameters.Count} trained matrices; {GetType().Name} expects {Parameters.Count}."));
        }
        if (embeddings.shape[0] % Views != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found {embeddings.shape[0]} rows; {GetType().Name} expects {Views} views of every text."));
        }
        if (Parameters.FirstOrDefault(p => p.Proxies) is { } proxies) { RequireLabels(labels, proxies.Labels.Max() + 1); }
        else if (embeddings.shape[0] == 0) { return null; }
        using var scope = NewDisposeScope();
        return Compute(embeddings, labels, parameters)?.MoveToOuterDisposeScope();
    }

    /// <summary>Scores of every label, scaled so that their softmax are the probabilities (docs/objectives.md, Inference).</summary>
    /// <param name="embeddings">[N, H].</param>
    /// <param name="parameters">The trained matrices.</param>
    /// <returns>[N, C], or null for a loss without proxies.</returns>
    public virtual Tensor? ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters) => null;

    /// <summary>Lets the loss learn from what the head says of the batch, before <see cref="Value"/>; most losses do not care.</summary>
    /// <param name="probabilities">[N, C], rows sum to 1.</param>
    /// <param name="labels">[N], int64.</param>
    public virtual void Observe(Tensor probabilities, Tensor labels) { }

    /// <summary>The part of <see cref="Value"/> that a combination with cross-entropy does not weigh, such as a pull on the loss's own
    /// matrices; call it after <see cref="Value"/>.</summary>
    /// <param name="parameters">The trained matrices.</param>
    /// <returns>A scalar on the graph, or null for none.</returns>
    public virtual Tensor? Unweighted(params IReadOnlyList<Tensor> parameters) => null;

    /// <summary>What the loss learnt beside proxies, as tables for the run's page.</summary>
    /// <param name="labels">Names of the labels, [C].</param>
    /// <param name="parameters">The trained matrices.</param>
    public virtual IReadOnlyList<LearntTable> Tables(IReadOnlyList<string> labels, params IReadOnlyList<Tensor> parameters) => [];

    /// <summary>Factor between the class score of docs/objectives.md, Inference and <see cref="ClassScores"/>; a package's own
    /// <c>get_logits</c> leaves it out.</summary>
    public virtual double ScoreScale => 1;

    /// <summary>Whether rows meet rows, so that two copies of a text would be positives of each other: every loss
    /// without proxies, and some with.</summary>
    public virtual bool ComparesRows => !Parameters.Any(p => p.Proxies);

    /// <summary>Whether its one matrix has a row for each label and starts where the encoder puts the labels' names.</summary>
    public virtual bool StartsAtNames => false;

    /// <summary>Whether it is a mean of items, one for each row and none looking at another row, so that rows can be
    /// weighed by their texts.</summary>
    public virtual bool ItemOfEachRow => false;

    /// <summary>Whether that package gives scores of labels at all, which the published mixture takes.</summary>
    public virtual bool HasPackageScores => false;

    /// <summary>The loss itself, in the dtype of the embeddings; N ≥ 1.</summary>
    protected abstract Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters);

    /// <summary>Refuses an empty batch and labels outside 0 … C − 1, before a device would only say that something is wrong.</summary>
    /// <param name="labels">[N].</param>
    /// <param name="classes">C.</param>
    internal static void RequireLabels(Tensor labels, long classes)
    {
        if (labels.shape[0] == 0) { throw new ArgumentException("Found a batch without rows; expected at least one text."); }
        using var scope = NewDisposeScope();
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        if (least < 0 || most >= classes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found labels {least} to {most}; expected 0 to {classes - 1}. Number the labels anew."));
        }
    }
}
