using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>One summand of an objective: from a forward pass to a scalar. Terms can be weighed against cross-entropy, and against one
/// another in ensembles and Pareto searches.</summary>
internal abstract class Term
{
    /// <summary>Dropout copies of every text that it needs, at least 1.</summary>
    public virtual int Views => 1;

    /// <summary>Trained tensors beside encoder and head.</summary>
    public virtual IReadOnlyList<ParameterSpec> Specs => [];

    /// <summary>The loss whose proxies decide and are shown, or null.</summary>
    public virtual EmbeddingLoss? Metric => null;

    /// <summary>Names of that loss's tensors in the model's buffer, in the order of its parameters.</summary>
    public virtual IReadOnlyList<string> MetricNames => [];

    /// <summary>Whether the logits alone matter, as for cross-entropy.</summary>
    public virtual bool OfLogits => false;

    /// <summary>Texts that are none of the corpus and are encoded in training too, such as the names of the labels.</summary>
    public virtual IReadOnlyList<TokenizedText> MoreTexts => [];

    /// <summary>What is done before the first step; by default nothing.</summary>
    /// <param name="model">The model.</param>
    public virtual void Start(RunNetwork model, CancellationToken interrupt) { }

    /// <summary>The name of a rule of its own, which decides with <see cref="OwnScoresOf"/> where the term stands alone or beside
    /// cross-entropy; null for none.</summary>
    public virtual string? OwnRule => null;

    /// <summary>Scores of the own rule, scaled so that their softmax are the probabilities; gradients flow to the embeddings.</summary>
    /// <param name="model">The model, after training.</param>
    /// <param name="embeddings">[N, D].</param>
    /// <returns>[N, C].</returns>
    public virtual Tensor OwnScoresOf(RunNetwork model, Tensor embeddings) =>
        throw new InvalidOperationException($"{GetType().Name} has no rule of its own.");

    /// <summary>Lets the term learn from what a trained head says of the batch, before <see cref="Value"/>.</summary>
    /// <param name="pass">The forward pass.</param>
    public virtual void Observe(ForwardPass pass) { }

    /// <summary>The term.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="map">Applied to the rows before they are compared, such as a projection; null for none.</param>
    /// <returns>A scalar, or null when the batch has nothing to learn from.</returns>
    public abstract Tensor? Value(RunNetwork model, ForwardPass pass, Func<Tensor, Tensor>? map = null);

    /// <summary>The part of <see cref="Value"/> that a combination with cross-entropy does not weigh, or null; called after it.</summary>
    /// <param name="model">The model.</param>
    public virtual Tensor? Unweighted(RunNetwork model) => null;

    /// <summary>Tables of what was learnt.</summary>
    /// <param name="model">The model.</param>
    public virtual IReadOnlyList<TraceTable> Tables(RunNetwork model) => [];
}
