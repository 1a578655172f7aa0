using System.IO.Compression;
using System.Runtime.InteropServices;
using DmlStudio.Records;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>Between a trained model and the small record of what training changed; exact in both directions.</summary>
internal static class WeightPacking
{
    /// <summary>What training changed.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">Its model after training.</param>
    /// <param name="train">Positions of its training texts.</param>
    /// <param name="device">Where it lives.</param>
    public static KeptWeights Of(TrainingCell cell, FewShotModel model, int[] train, Device device)
    {
        using var before = new FewShotModel(cell, train, device);
        return new KeptWeights(train, model.Network.Weights.UntouchedScale,
            [.. model.Network.Parameters.Names.Select(name =>
            {
                var values = model.Network.Parameters.Copy(name);
                return new KeptTensor(name, values.Length, Pack(values, before.Network.Parameters.Copy(name)));
            })]);
    }

    /// <summary>The model as it was after training.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="kept">What training changed.</param>
    /// <param name="device">Where it shall live.</param>
    /// <exception cref="InvalidDataException">The record is of another model.</exception>
    public static FewShotModel Open(TrainingCell cell, KeptWeights kept, Device device)
    {
        var model = new FewShotModel(cell, kept.Train, device);
        try
        {
            var weights = model.Network.Parameters;
            var expected = weights.Names.ToArray();
            if (!kept.Tensors.Select(t => t.Name).ToHashSet().SetEquals(expected))
            {
                throw new InvalidDataException(
                    "The kept weights name the tensors "
                        + $"{string.Join(", ", kept.Tensors.Select(t => t.Name).Except(expected).Take(3))}… that this model lacks, or "
                            + $"lack some of its {expected.Length}. "
                    + $"They were kept by another version than this one, {ProductVersion.Text}; run the experiment again with "
                        + "--keep-weights true.");
            }
            foreach (var tensor in kept.Tensors) { weights.Set(tensor.Name, Unpack(tensor, weights.Copy(tensor.Name))); }
            model.Network.Weights.EndTraining(kept.UntouchedScale);
            model.Objective.Finish(model.Network, CancellationToken.None);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Packs values beside those before training.</summary>
    /// <param name="before">Values before training, as many.</param>
    public static byte[] Pack(float[] values, float[] before)
    {
        ReadOnlySpan<uint> now = MemoryMarshal.Cast<float, uint>(values), was = MemoryMarshal.Cast<float, uint>(before);
        var planes = new byte[values.Length * 4];
        for (var i = 0; i < now.Length; i++)
        {
            var changed = now[i] ^ was[i];
            for (var plane = 0; plane < 4; plane++) { planes[plane * now.Length + i] = (byte)(changed >> (8 * plane)); }
        }
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) { brotli.Write(planes); }
        return packed.ToArray();
    }

    /// <summary>The values again.</summary>
    /// <param name="tensor">Packed tensor.</param>
    /// <param name="before">Values before training.</param>
    /// <exception cref="InvalidDataException">Another number of values.</exception>
    public static float[] Unpack(KeptTensor tensor, float[] before)
    {
        if (tensor.Count != before.Length)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"The kept tensor {tensor.Name} has {tensor.Count} values, expected {before.Length}. ")
                + "It belongs to another encoder or version; run the experiment again with --keep-weights true.");
        }
        var planes = new byte[tensor.Count * 4];
        using (var brotli = new BrotliStream(new MemoryStream(tensor.Packed), CompressionMode.Decompress)) { brotli.ReadExactly(planes); }
        var values = new float[tensor.Count];
        var bits = MemoryMarshal.Cast<float, uint>(values.AsSpan());
        var was = MemoryMarshal.Cast<float, uint>(before.AsSpan());
        for (var i = 0; i < bits.Length; i++)
        {
            uint changed = 0;
            for (var plane = 0; plane < 4; plane++) { changed |= (uint)planes[plane * bits.Length + i] << (8 * plane); }
            bits[i] = was[i] ^ changed;
        }
        return values;
    }
}
