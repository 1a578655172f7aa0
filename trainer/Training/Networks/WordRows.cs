using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>Where the tokens of a text stand in the word table: in the small table of the training texts, or in the whole one.</summary>
/// <param name="Of">Rows of ids; null where a row is the id itself.</param>
/// <param name="Pad">Row that pads.</param>
internal sealed record WordRows(Func<IReadOnlyList<int>, int[]>? Of, int Pad)
{
    /// <summary>Ids, mask and types of texts that are read together.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="padTo">Pad to at least this many tokens.</param>
    /// <returns>As <see cref="TokenBatch.Of"/> gives them.</returns>
    public (Tensor Ids, Tensor? Mask, Tensor? Types) Batch(IReadOnlyList<TokenizedText> texts, Device device, int padTo = 0) =>
        TokenBatch.Of(texts, Of, Pad, device, padTo);
}
