using DmlStudio.Trainer.Encoders;
using TorchSharp;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Optimisers;

/// <summary>AdamW over one flat buffer: one pass a segment on the processor, elsewhere a handful of kernels instead of as many a tensor.
/// </summary>
/// <remarks>Loshchilov &amp; Hutter 2019, arXiv:1711.05101, algorithm 2, with bias correction.</remarks>
internal sealed class FlatAdamW : IOptimiser
{
    private readonly FlatParameters _parameters;
    private readonly double _beta1, _beta2, _epsilon, _decay;
    private readonly Tensor _first, _second;
    private int _steps;

    /// <summary>Starts with empty moments.</summary>
    /// <param name="parameters">The buffer to update.</param>
    /// <param name="weightDecay">Decoupled decay of the segments that decay.</param>
    /// <param name="beta1">Memory of the gradient.</param>
    /// <param name="beta2">Memory of its square.</param>
    /// <param name="epsilon">Guard of the division.</param>
    public FlatAdamW(FlatParameters parameters, double weightDecay, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (_parameters, _decay, _beta1, _beta2, _epsilon) = (parameters, weightDecay, beta1, beta2, epsilon);
        InOnePass = parameters.Values.device_type == DeviceType.CPU;
        _first = zeros_like(parameters.Values).DetachFromDisposeScope();
        _second = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <summary>Whether memory is read once, which takes a processor; by default wherever there is one.</summary>
    public bool InOnePass { get; init; }

    /// <inheritdoc/>
    public double UntouchedScale { get; private set; } = 1;

    /// <inheritdoc/>
    public double Update(double rate, double clipNorm)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        // Of the pass clipping is a factor.
        var norm = _parameters.ClipGradients(InOnePass ? 0 : clipNorm);
        var scale = InOnePass ? FlatParameters.ClipFactor(norm, clipNorm) : 1;
        _steps++;
        UntouchedScale *= 1 - rate * _decay;
        double correction1 = 1 - Math.Pow(_beta1, _steps), correction2 = Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        foreach (var segment in _parameters.Segments.Where(s => s.Trained))
        {
            var segmentRate = rate * segment.LrMultiplier;
            var kept = segment.Decays ? 1 - segmentRate * _decay : 1;
            Tensor Part(Tensor whole) => whole.narrow(0, segment.Start, segment.Count);
            var (values, gradients, first, second) = (Part(_parameters.Values), Part(_parameters.Gradients), Part(_first), Part(_second));
            if (InOnePass)
            {
                new AdamWPass(scale, _beta1, _beta2, kept, segmentRate / correction1, correction2, _epsilon)
                    .Over(values, gradients, first, second);
                continue;
            }
            first.mul_(N(_beta1)).add_(gradients, alpha: N(1 - _beta1));
            second.mul_(N(_beta2)).addcmul_(gradients, gradients, N(1 - _beta2));
            if (kept != 1) { values.mul_(N(kept)); }
            values.addcdiv_(first, second.sqrt().div_(N(correction2)).add_(N(_epsilon), N(1)), N(-segmentRate / correction1));
        }
        return norm;
    }

    /// <summary>Writes the moments and the step count, to go on later with equal bits.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        writer.Write(UntouchedScale);
        _first.WriteTo(writer);
        _second.WriteTo(writer);
    }

    /// <summary>Takes back what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">From where.</param>
    /// <exception cref="EndOfStreamException">The state is cut off.</exception>
    public void Load(BinaryReader reader)
    {
        _steps = reader.ReadInt32();
        UntouchedScale = reader.ReadDouble();
        _first.ReadFrom(reader);
        _second.ReadFrom(reader);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
