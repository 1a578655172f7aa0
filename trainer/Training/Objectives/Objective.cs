using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>
/// What a run minimises: from a model and a batch to gradients and the terms to record. It owns no tensors; what it trains
/// beside encoder and head lies in the model's buffer under the names of <see cref="Specs"/>.
/// </summary>
internal abstract class Objective
{
    /// <summary>Trained tensors beside encoder and head.</summary>
    public virtual IReadOnlyList<ParameterSpec> Specs => [];

    /// <summary>Whether the head is trained, so that it can decide.</summary>
    public virtual bool TrainsHead => false;

    /// <summary>The loss whose proxies decide and are shown, or null.</summary>
    public virtual EmbeddingLoss? Metric => null;

    /// <summary>Names of that loss's tensors in the model's buffer, in the order of its parameters.</summary>
    public virtual IReadOnlyList<string> MetricNames => [];

    /// <summary>Texts that are none of the corpus and are read too: the names of the labels, in their order; none where none are
    /// read.</summary>
    public virtual IReadOnlyList<Tokenizers.TokenizedText> MoreTexts => [];

    /// <summary>What is done before the first step, such as tensors that start at what the untrained encoder says; by
    /// default nothing.</summary>
    /// <param name="model">The model.</param>
    public virtual void Start(RunNetwork model, CancellationToken interrupt) { }

    /// <summary>Texts of the next batch; null for the common way (<see cref="Batches.TextOrder"/>).</summary>
    /// <param name="at">Step, from 0.</param>
    public virtual int[]? Batch(int at) => null;

    /// <summary>One step: gradients are zero before, and added to the model's buffer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Positions of the texts.</param>
    /// <param name="at">Step, from 0.</param>
    public abstract StepTerms Backward(RunNetwork model, int[] batch, int at);

    /// <summary>What is done after the last step, such as a second stage on frozen embeddings; texts can be read.</summary>
    /// <param name="model">The model.</param>
    public virtual void Finish(RunNetwork model, CancellationToken interrupt) { }

    /// <summary>Embeddings as this objective compares them; from pooled rows, after <see cref="Finish"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pooled">[N · H].</param>
    /// <returns>[N · D]; the same array where nothing changes.</returns>
    public virtual float[] Embeddings(RunNetwork model, float[] pooled) => pooled;

    /// <summary>Whether pooled rows are compared as they are and the head reads them, so that both can be differentiated.</summary>
    public virtual bool ComparesPooled => true;

    /// <summary>Reads texts: embeddings as this objective compares them, and logits of the head.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · D] and [N · C].</returns>
    public virtual (float[] Embeddings, float[] Logits) Read(RunNetwork model, IReadOnlyList<Tokenizers.TokenizedText> texts,
        CancellationToken interrupt)
    {
        var (pooled, logits) = model.Reading.Pooled(texts, interrupt);
        return (Embeddings(model, pooled), logits);
    }

    /// <summary>Embeddings of the training texts as <see cref="Read"/> gives them, from the rows that are held; after
    /// <see cref="Finish"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[n · D].</returns>
    public virtual float[] Support(RunNetwork model, CancellationToken interrupt) => Embeddings(model, model.Reading.Sample(interrupt));

    /// <summary>The name of a rule of its own, which decides with <see cref="OwnScores"/>; null for none.</summary>
    public virtual string? OwnRule => null;

    /// <summary>Scores of an own rule that reads more than embeddings, scaled so that their softmax are the probabilities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    public virtual float[] OwnScores(RunNetwork model, IReadOnlyList<Tokenizers.TokenizedText> texts, CancellationToken interrupt) =>
        throw new InvalidOperationException($"{GetType().Name} has no rule of its own.");

    /// <summary>Scores of the own rule from embeddings alone, through which gradients flow; null for a rule that reads
    /// more than embeddings.</summary>
    /// <param name="model">The model, after training.</param>
    /// <param name="embeddings">[N, D].</param>
    /// <returns>[N, C], or null.</returns>
    public virtual Tensor? OwnScoresOf(RunNetwork model, Tensor embeddings) => null;

    /// <summary>Tables of what was learnt, for the run's page.</summary>
    /// <param name="model">The model.</param>
    public virtual IReadOnlyList<TraceTable> Tables(RunNetwork model) => [];

    /// <summary>Series that belong to no step of the encoder, such as those of a second stage.</summary>
    public virtual IReadOnlyList<TraceSeries> Series => [];
}
