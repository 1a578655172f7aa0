using DmlStudio.Trainer.Encoders;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Optimisers;

/// <summary>AdamW over one flat buffer: a handful of kernels per segment instead of per tensor.</summary>
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
        _first = zeros_like(parameters.Values).DetachFromDisposeScope();
        _second = zeros_like(parameters.Values).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public double UntouchedScale { get; private set; } = 1;

    /// <inheritdoc/>
    public double Update(double rate, double clipNorm)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var norm = _parameters.ClipGradients(clipNorm);
        _steps++;
        UntouchedScale *= 1 - rate * _decay;
        double correction1 = 1 - Math.Pow(_beta1, _steps), correction2 = Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        _first.mul_(N(_beta1)).add_(_parameters.Gradients, alpha: N(1 - _beta1));
        _second.mul_(N(_beta2)).addcmul_(_parameters.Gradients, _parameters.Gradients, N(1 - _beta2));
        foreach (var segment in _parameters.Segments)
        {
            var segmentRate = rate * segment.LrMultiplier;
            if (segmentRate == 0 || !segment.Trained) { continue; }
            var values = _parameters.Values.narrow(0, segment.Start, segment.Count);
            if (segment.Decays && _decay > 0) { values.mul_(N(1 - segmentRate * _decay)); }
            var divisor = _second.narrow(0, segment.Start, segment.Count).sqrt().div_(N(correction2)).add_(N(_epsilon), N(1));
            values.addcdiv_(_first.narrow(0, segment.Start, segment.Count), divisor, N(-segmentRate / correction1));
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
