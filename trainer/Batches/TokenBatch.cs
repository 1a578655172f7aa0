using DmlStudio.Settings;
using DmlStudio.Trainer.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Batches;

/// <summary>Texts that go through the encoder together, padded to the longest of them.</summary>
internal static class TokenBatch
{
    /// <summary>Tokens of a batch that is read without gradients. What a small one makes stays near a processor's cores; but in bf16 every
    /// batch casts all weights, which a large one does less often, and a GPU wants large ones.</summary>
    /// <param name="precision">Format of the matrix products.</param>
    public static int ReadAtOnce(Precision precision, Device device) =>
        precision == Precision.Fp32 && device.type == DeviceType.CPU ? 1024 : 4096;

    /// <summary>Groups texts of similar length, so that little is padded.</summary>
    /// <param name="lengths">Tokens of each text.</param>
    /// <param name="tokens">Most tokens of a batch, padding included.</param>
    /// <returns>Positions of each batch's texts; every text stands in one batch.</returns>
    public static IReadOnlyList<int[]> ByLength(IReadOnlyList<int> lengths, int tokens)
    {
        var batches = new List<int[]>();
        var batch = new List<int>();
        foreach (var text in Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i]).ThenBy(i => i))
        {
            // The first of a batch is its longest.
            if (batch.Count > 0 && (batch.Count + 1) * lengths[batch[0]] > tokens)
            {
                batches.Add([.. batch]);
                batch.Clear();
            }
            batch.Add(text);
        }
        if (batch.Count > 0) { batches.Add([.. batch]); }
        return batches;
    }

    /// <summary>Ids, mask and types of some texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="rows">Rows of the word table for each text's ids; null for the ids themselves.</param>
    /// <param name="padRow">Row that pads.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="padTo">Pad to at least this many tokens.</param>
    /// <returns>Ids [B, T]; mask [B, T], null when nothing is padded; types [B, T], null when all are 0.</returns>
    public static (Tensor Ids, Tensor? Mask, Tensor? Types) Of(
        IReadOnlyList<TokenizedText> texts, Func<IReadOnlyList<int>, int[]>? rows, long padRow, Device device, int padTo = 0)
    {
        int longest = Math.Max(padTo, texts.Max(t => t.Count)), count = texts.Count;
        long[] ids = new long[count * longest], mask = new long[count * longest], types = new long[count * longest];
        Array.Fill(ids, padRow);
        for (var i = 0; i < count; i++)
        {
            var text = texts[i];
            var own = rows is null ? text.Ids : rows(text.Ids);
            for (var t = 0; t < text.Count; t++)
            {
                ids[i * longest + t] = own[t];
                mask[i * longest + t] = 1;
                types[i * longest + t] = text.TypeIds[t];
            }
        }
        Tensor Make(long[] values) => tensor(values, device: device).view(count, longest);
        return (Make(ids), mask.Contains(0) ? Make(mask) : null, types.Any(t => t != 0) ? Make(types) : null);
    }
}
