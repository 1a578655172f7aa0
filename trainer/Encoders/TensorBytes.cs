using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>A float32 tensor as bytes, for states that training goes on from.</summary>
internal static class TensorBytes
{
    /// <summary>Writes the values, row by row, without shape.</summary>
    /// <param name="tensor">float32.</param>
    public static void WriteTo(this Tensor tensor, BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        writer.Write(MemoryMarshal.AsBytes(tensor.detach().cpu().contiguous().data<float>().ToArray().AsSpan()));
    }

    /// <summary>Overwrites the values with those that <see cref="WriteTo"/> wrote.</summary>
    /// <param name="into">float32, of the size that was written.</param>
    /// <param name="reader">From where.</param>
    /// <exception cref="EndOfStreamException">The values are cut off.</exception>
    public static void ReadFrom(this Tensor into, BinaryReader reader)
    {
        var values = new float[into.numel()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        into.copy_(tensor(values).view(into.shape));
    }
}
