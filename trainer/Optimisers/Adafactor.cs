using DmlStudio.Trainer.Encoders;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Optimisers;

/// <summary>Adafactor at a given learning rate: the second moment of a matrix by its rows and columns alone, updates
/// clipped tensor by tensor.</summary>
/// <remarks>Shazeer &amp; Stern 2018, arXiv:1804.04235, algorithm 4 with the decay 1 − t^−0.8, ε₁ = 1e-30 and d = 1;
/// without its first moment, its relative step and its scaling by the parameter, as <c>optim="adafactor"</c> of the
/// transformers library has it.</remarks>
internal sealed class Adafactor : IOptimiser
{
    private const double Memory = 0.8, Epsilon = 1e-30, Threshold = 1;
    private readonly FlatParameters _parameters;
    private readonly double _decay;
    private readonly List<Piece> _pieces = [];
    private int _steps;

    /// <summary>Starts with empty moments.</summary>
    /// <param name="parameters">The buffer to update.</param>
    /// <param name="weightDecay">Decoupled decay of the tensors that decay.</param>
    /// <param name="words">Rows of the whole word table; the buffer may hold those alone that texts use, and the others
    /// count in a mean of squares.</param>
    public Adafactor(FlatParameters parameters, double weightDecay, long words)
    {
        (_parameters, _decay) = (parameters, weightDecay);
        using var scope = NewDisposeScope();
        foreach (var name in parameters.Names)
        {
            var segment = parameters.Segment(name);
            if (segment.LrMultiplier == 0 || !segment.Trained) { continue; }
            // Query, key and value are three tensors that lie under each other.
            var parts = name.Contains(".qkv.", StringComparison.Ordinal) ? 3 : 1;
            var (values, gradients) = (parameters[name].detach().chunk(parts, 0), parameters.Gradient(name).chunk(parts, 0));
            for (var i = 0; i < parts; i++)
            {
                var (v, g) = (values[i].DetachFromDisposeScope(), gradients[i].DetachFromDisposeScope());
                Tensor[] moments = v.dim() < 2
                    ? [zeros_like(v)]
                    : [zeros(v.shape[..^1], device: v.device), zeros([.. v.shape[..^2], v.shape[^1]], device: v.device)];
                var count = name == EncoderShapes.Words ? words * v.shape[^1] : v.NumberOfElements;
                _pieces.Add(new Piece(v, g, [.. moments.Select(m => m.DetachFromDisposeScope())], count, segment));
            }
        }
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
        var beta = 1 - Math.Pow(_steps, -Memory);
        foreach (var piece in _pieces)
        {
            using var inner = NewDisposeScope();
            var pieceRate = rate * piece.Segment.LrMultiplier;
            var square = piece.Gradients.Squared().Plus(Epsilon);
            Tensor scale;
            if (piece.Moments is [var row, var column])
            {
                row.mul_(N(beta)).add_(square.mean([-1L]), alpha: N(1 - beta));
                column.mul_(N(beta)).add_(square.mean([-2L]), alpha: N(1 - beta));
                scale = (row / row.mean([-1L], keepdim: true)).rsqrt().unsqueeze(-1) * column.rsqrt().unsqueeze(-2);
            }
            else { scale = piece.Moments[0].mul_(N(beta)).add_(square, alpha: N(1 - beta)).rsqrt(); }
            var update = scale * piece.Gradients;
            var size = update.norm().item<float>() / Math.Sqrt(piece.Count);
            if (piece.Segment.Decays && _decay > 0) { piece.Values.mul_(N(1 - pieceRate * _decay)); }
            piece.Values.add_(update, alpha: N(-pieceRate / Math.Max(1, size / Threshold)));
        }
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var piece in _pieces)
        {
            piece.Values.Dispose();
            piece.Gradients.Dispose();
            foreach (var moment in piece.Moments) { moment.Dispose(); }
        }
    }

    private sealed record Piece(Tensor Values, Tensor Gradients, Tensor[] Moments, long Count, ParameterSegment Segment);
}
