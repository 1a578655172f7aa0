using DmlStudio.Settings;
using static DmlStudio.Trainer.Encoders.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Losses;

/// <summary>The weights of an ensemble over the steps of a run: running means, and θ where weights are learnt.</summary>
/// <remarks>Objectives §8. A member that the zero rule dropped in a step takes no part in it; the weights of the others are made to sum to 1.</remarks>
public sealed class EnsembleWeighting
{
    private readonly EnsembleSettings _settings;
    private readonly double[] _fixed, _mean, _length;

    /// <summary>The weighting of an ensemble.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="members">Names of its members, at least 1.</param>
    /// <exception cref="InvalidDataException">Fixed weights that do not fit the members.</exception>
    public EnsembleWeighting(EnsembleSettings settings, IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(members);
        _settings = settings;
        var weights = PreferenceVectors.Parse(settings.Weights, members, "ensemble weights", 0);
        _fixed = [.. weights.Select(w => w / weights.Sum())];
        (_mean, _length) = ([.. _fixed.Select(_ => double.NaN)], [.. _fixed.Select(_ => double.NaN)]);
        Weights = [.. _fixed];
        Parameters = settings.Weighting is "softmax-entropy" or "uncertainty"
            ? [new LossParameter("ensemble.theta", [0], members.Count, _ => new float[members.Count]) { Proxies = false }] : [];
    }

    /// <summary>θ [1, M] where weights are learnt, starting at 0; it learns at the proxies' rate, without decay.</summary>
    public IReadOnlyList<LossParameter> Parameters { get; }

    /// <summary>Weights of the members at the last step, sum 1; of <c>uncertainty</c> the factors scaled to the sum 1.</summary>
    public IReadOnlyList<double> Weights { get; private set; }

    /// <summary>The objective of a step.</summary>
    /// <param name="losses">Loss of each member, a scalar on the graph, or null where it had nothing to learn from.</param>
    /// <param name="shared">The embeddings that all members share, on the graph, for <c>gradient</c>; else not read.</param>
    /// <param name="parameters">θ where it is learnt.</param>
    /// <returns>A scalar, or null when no member had anything to learn from.</returns>
    public Tensor? Value(IReadOnlyList<Tensor?> losses, Tensor? shared, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(parameters);
        if (losses.Count != _fixed.Length) { throw new ArgumentException(FormattableString.Invariant($"Found {losses.Count} losses; expected one for each of {_fixed.Length} members.")); }
        using var scope = NewDisposeScope();
        int[] active = [.. Enumerable.Range(0, losses.Count).Where(l => losses[l] is not null)];
        if (active.Length == 0) { return null; }
        var stacked = stack(active.Select(l => losses[l]!.reshape([])), 0);                          // [A]
        Tensor Constant(IEnumerable<double> values) => tensor(values.ToArray(), dtype: stacked.dtype, device: stacked.device);
        if (_settings.Weighting is "softmax-entropy" or "uncertainty")
        {
            var theta = parameters[0].reshape(-1).index_select(0, tensor(active.Select(l => (long)l).ToArray(), device: stacked.device));
            var values = theta.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
            if (_settings.Weighting == "uncertainty")
            {
                Set(active, [.. values.Select(t => Math.Exp(-Math.Clamp(t, -5, 5)))]);
                return EnsembleObjectives.Uncertainty(stacked, theta).MoveToOuterDisposeScope();
            }
            Set(active, [.. values.Select(t => Math.Exp(t - values.Max()))]);
            var numbers = stacked.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
            // A loss that passes through 0 must not divide by it.
            var means = active.Select((l, i) => Math.Max(1e-8, Math.Abs(Remember(_mean, l, numbers[i]))));
            return EnsembleObjectives.SoftmaxEntropy(stacked, Constant(means), theta, _settings.Temperature).MoveToOuterDisposeScope();
        }
        if (_settings.Weighting == "gradient")
        {
            if (shared is null || !shared.requires_grad) { throw new ArgumentException("Weights by gradients need the shared embeddings on the graph."); }
            var lengths = active.Select(l => Remember(_length, l, Length(losses[l]!, shared))).ToArray();
            Set(active, EnsembleObjectives.GradientWeights(lengths));
        }
        else { Set(active, [.. active.Select(l => _fixed[l])]); }
        return EnsembleObjectives.Fixed(stacked, Constant(active.Select(l => Weights[l]))).MoveToOuterDisposeScope();
    }

    private static double Length(Tensor loss, Tensor shared)
    {
        using var scope = NewDisposeScope();
        var gradient = autograd.grad([loss], [shared], retain_graph: true, allow_unused: true)[0];
        return gradient is null || gradient.IsInvalid ? 0 : gradient.Squared().sum().sqrt().to(ScalarType.Float64).item<double>();
    }

    private double Remember(double[] means, int member, double now) =>
        means[member] = double.IsNaN(means[member]) ? now : _settings.Momentum * means[member] + (1 - _settings.Momentum) * now;

    private void Set(int[] active, double[] weights)
    {
        var sum = weights.Sum();
        var all = new double[_fixed.Length];
        for (var i = 0; i < active.Length; i++) { all[active[i]] = sum > 0 ? weights[i] / sum : 1.0 / active.Length; }
        Weights = all;
    }
}
