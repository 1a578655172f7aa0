using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>The weights of an ensemble over the steps of a run: running means, and θ where weights are learnt.</summary>
/// <remarks>Zabihzadeh et al. 2023. A member that the zero rule dropped in a step, or whose items were all inactive,
/// takes no part in it; the weights of the others are made to sum to 1.</remarks>
public sealed class EnsembleWeighting
{
    private readonly EnsembleSettings _settings;
    private readonly double[] _fixed, _mean, _length;
    private readonly bool[] _learnt;

    /// <summary>The weighting of an ensemble.</summary>
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
        (Weights, Lasting, _learnt) = ([.. _fixed], [.. _fixed], new bool[_fixed.Length]);
        Parameters = settings.Weighting is LossWeighting.SoftmaxEntropy or LossWeighting.Uncertainty
            ? [new LossParameter("ensemble.theta", [0], members.Count, _ => new float[members.Count]) { Proxies = false }] : [];
    }

    /// <summary>θ [1, M] where weights are learnt, starting at 0; it learns at the proxies' rate, without decay.</summary>
    public IReadOnlyList<LossParameter> Parameters { get; }

    /// <summary>Weights of the members at the last step, sum 1; of <c>uncertainty</c> the factors scaled to the sum 1.</summary>
    public IReadOnlyList<double> Weights { get; private set; }

    /// <summary>Weights that texts are compared by: those that the step would have had with every member that ever took
    /// part. A head does not leave the comparison because its last batch had nothing to learn from.</summary>
    public IReadOnlyList<double> Lasting { get; private set; }

    /// <summary>The objective of a step.</summary>
    /// <param name="losses">Loss of each member, a scalar on the graph, or null where it had nothing to learn from.</param>
    /// <param name="shared">The embeddings that all members share, on the graph, for <c>gradient</c>; else not read.</param>
    /// <param name="parameters">θ where it is learnt.</param>
    /// <returns>A scalar, or null when no member had anything to learn from.</returns>
    public Tensor? Value(IReadOnlyList<Tensor?> losses, Tensor? shared, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(parameters);
        if (losses.Count != _fixed.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found {losses.Count} losses; expected one for each of {_fixed.Length} members."));
        }
        using var scope = NewDisposeScope();
        int[] active = [.. Enumerable.Range(0, losses.Count)
            .Where(l => losses[l] is { } loss && loss.detach().to(ScalarType.Float64).item<double>() != 0)];
        if (active.Length == 0) { return null; }
        foreach (var l in active) { _learnt[l] = true; }
        int[] lasting = [.. Enumerable.Range(0, losses.Count).Where(l => _learnt[l])];
        var stacked = stack(active.Select(l => losses[l]!.reshape([])), 0);                          // [A]
        Tensor Constant(IEnumerable<double> values) => tensor(values.ToArray(), dtype: stacked.dtype, device: stacked.device);
        if (_settings.Weighting is LossWeighting.SoftmaxEntropy or LossWeighting.Uncertainty)
        {
            var theta = parameters[0].reshape(-1).index_select(0, tensor(active.Select(l => (long)l).ToArray(), device: stacked.device));
            var values = parameters[0].detach().reshape(-1).to(ScalarType.Float64).cpu().data<double>().ToArray();
            var uncertain = _settings.Weighting == LossWeighting.Uncertainty;
            double Factor(int l) => uncertain ? Math.Exp(-Math.Clamp(values[l], -5, 5)) : Math.Exp(values[l] - values.Max());
            (Weights, Lasting) = (Shares(active, Factor), Shares(lasting, Factor));
            if (uncertain) { return EnsembleObjectives.Uncertainty(stacked, theta).MoveToOuterDisposeScope(); }
            var numbers = stacked.detach().to(ScalarType.Float64).cpu().data<double>().ToArray();
            // A loss that passes through 0 must not divide by it.
            var means = active.Select((l, i) => Math.Max(1e-8, Math.Abs(Remember(_mean, l, numbers[i]))));
            return EnsembleObjectives.SoftmaxEntropy(stacked, Constant(means), theta, _settings.Temperature).MoveToOuterDisposeScope();
        }
        if (_settings.Weighting == LossWeighting.Gradient)
        {
            if (shared is null || !shared.requires_grad)
            {
                throw new ArgumentException("Weights by gradients need the shared embeddings on the graph.");
            }
            foreach (var l in active) { Remember(_length, l, Length(losses[l]!, shared)); }
            double[] Of(int[] members) => EnsembleObjectives.GradientWeights([.. members.Select(l => _length[l])]);
            (Weights, Lasting) = (Spread(active, Of(active)), Spread(lasting, Of(lasting)));
        }
        else { (Weights, Lasting) = (Shares(active, l => _fixed[l]), Shares(lasting, l => _fixed[l])); }
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

    private double[] Shares(int[] members, Func<int, double> factor) => Spread(members, [.. members.Select(factor)]);

    private double[] Spread(int[] members, double[] weights)
    {
        var sum = weights.Sum();
        var all = new double[_fixed.Length];
        for (var i = 0; i < members.Length; i++) { all[members[i]] = sum > 0 ? weights[i] / sum : 1.0 / members.Length; }
        return all;
    }
}
