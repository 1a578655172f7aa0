using static TorchSharp.torch;

namespace DmlStudio.Trainer.Losses;

/// <summary>
/// A metric-learning loss: from a batch of embeddings and their labels to one number. It owns no tensors; its proxies
/// live in the caller's buffer and are passed in the order of <see cref="Parameters"/>.
/// </summary>
public abstract class EmbeddingLoss
{
    /// <summary>Trained matrices; empty for losses over pairs.</summary>
    public virtual IReadOnlyList<LossParameter> Parameters => [];

    /// <summary>Whether the tokens of the texts may be its rows; false where pairs of tokens mean nothing or are too many.</summary>
    public virtual bool TakesTokens => true;

    /// <summary>The loss of a batch.</summary>
    /// <param name="embeddings">[N, H], as the encoder gives them.</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="parameters">The trained matrices, [P, D] each.</param>
    /// <returns>A scalar on the graph, or null when the batch has nothing to learn from (zero rule: the loss counts as 0
    /// and gives no gradient).</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public Tensor? Value(Tensor embeddings, Tensor labels, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(parameters);
        if (embeddings.dim() != 2 || labels.dim() != 1 || labels.shape[0] != embeddings.shape[0])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Found embeddings [{string.Join(", ", embeddings.shape)}] with labels [{string.Join(", ", labels.shape)}]; expected [N, H] with [N]."));
        }
        if (parameters.Count != Parameters.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"Found {parameters.Count} trained matrices; {GetType().Name} expects {Parameters.Count}."));
        }
        if (embeddings.shape[0] == 0) { return null; }
        using var scope = NewDisposeScope();
        return Compute(embeddings, labels, parameters)?.MoveToOuterDisposeScope();
    }

    /// <summary>Scores of every label, scaled so that their softmax are the probabilities (objectives §3.5).</summary>
    /// <param name="embeddings">[N, H].</param>
    /// <param name="parameters">The trained matrices.</param>
    /// <returns>[N, C], or null for a loss without proxies.</returns>
    public virtual Tensor? ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters) => null;

    /// <summary>Factor between the class score of objectives §3.5 and <see cref="ClassScores"/>; a package's own
    /// <c>get_logits</c> leaves it out.</summary>
    public virtual double ScoreScale => 1;

    /// <summary>The loss itself, in the dtype of the embeddings; N ≥ 1.</summary>
    private protected abstract Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters);
}
