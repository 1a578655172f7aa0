using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>CLLD: SupCon whose negatives repel the harder the closer their labels are, with label distances that are learnt.</summary>
/// <remarks>
/// Lan et al. 2021, arXiv:2110.13656, gives the idea; the formula is our own. The label distances are drawn towards 1 − the
/// running confusion of the labels: of the head where one is trained (<see cref="Observe"/>), else of the class means of the batch.
/// </remarks>
/// <param name="classes">Number of labels C.</param>
public sealed class ClldLoss(ClldSettings settings, int classes) : EmbeddingLoss
{
    // Running confusion between labels, [C · C]; NaN where a label has not been seen yet.
    private readonly double[] _confusion = [.. Enumerable.Repeat(double.NaN, classes * classes)];
    private bool _observed;

    /// <summary>The label vectors, [C, d].</summary>
    public override IReadOnlyList<LossParameter> Parameters { get; } =
    [
        new LossParameter("label-vectors", [.. Enumerable.Range(0, classes)], settings.LabelSize,
            random => NormalDraw.Of(random, classes * settings.LabelSize, 1)) { Proxies = false },
    ];

    /// <inheritdoc/>
    public override bool StartsAtNames => settings.Start == ClldStart.Names;

    /// <summary>The loss with a given distance from confusion.</summary>
    /// <param name="embeddings">[N, H].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="labelVectors">[C, d].</param>
    /// <param name="confusionDistance">[C, C], 1 − symmetric confusion; a constant.</param>
    /// <returns>A scalar, or null when neither a positive pair with a negative nor a regulariser is there.</returns>
    public Tensor? Of(Tensor embeddings, Tensor labels, Tensor labelVectors, Tensor confusionDistance)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(confusionDistance);
        RequireLabels(labels, classes);
        using var scope = NewDisposeScope();
        var apart = Distance(labelVectors);                                                         // [C, C]
        var contrast = Contrast(embeddings, labels, apart);
        if (Drawn(apart, confusionDistance) is not { } drawn) { return contrast?.MoveToOuterDisposeScope(); }
        return (contrast is null ? drawn : contrast.Plus(drawn)).MoveToOuterDisposeScope();
    }

    /// <summary>Distances of the labels, (1 − cos)/2, [C · C].</summary>
    /// <param name="labelVectors">[C, d].</param>
    public static float[] Distances(Tensor labelVectors)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Distance(labelVectors).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Distance of the labels from their confusion, 1 − running confusion, [C · C]; NaN where two labels were
    /// not seen yet.</summary>
    public IReadOnlyList<double> ConfusionDistances => [.. _confusion.Select(c => 1 - c)];

    /// <inheritdoc/>
    public override void Observe(Tensor probabilities, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        Remember(probabilities, labels);
        _observed = true;
    }

    /// <summary>The regulariser of the label distances: β weighs cross-entropy against the contrast alone (Lan et al.
    /// 2021, arXiv:2110.13656).</summary>
    /// <param name="parameters">The label vectors.</param>
    public override Tensor? Unweighted(params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return Drawn(Distance(parameters[0]), Confusion(parameters[0]))?.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LearntTable> Tables(IReadOnlyList<string> labels, params IReadOnlyList<Tensor> parameters) =>
    [
        new LearntTable("label-distance", labels, labels, Distances(parameters[0])),
        new LearntTable("confusion-distance", labels, labels, [.. ConfusionDistances.Select(d => (float)d)]),
    ];

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        if (settings.Nu > 0 && !_observed) { RememberMeans(embeddings, labels); }
        return Of(embeddings, labels, parameters[0], Confusion(parameters[0]));
    }

    // Two labels that were not seen yet have no distance from confusion: they stay as far apart as they are.
    private Tensor Confusion(Tensor labelVectors)
    {
        var learnt = Distances(labelVectors);
        return tensor(ConfusionDistances.Select((d, i) => double.IsNaN(d) ? learnt[i] : d).ToArray(), dtype: labelVectors.dtype,
            device: labelVectors.device).view(classes, classes);
    }

    // ν · (1/C²) · Σ (δ − distance from confusion)², or null where it is switched off.
    private Tensor? Drawn(Tensor apart, Tensor confusionDistance)
    {
        if (settings.Nu == 0 || classes < 2) { return null; }
        var off = eye(classes, dtype: apart.dtype, device: apart.device).From(1);
        return (apart.Minus(confusionDistance.detach()) * off).Squared().sum() * N(settings.Nu / ((double)classes * classes));
    }

    private static Tensor Distance(Tensor labelVectors)
    {
        var v = Rows.Normalised(labelVectors);
        var off = eye(v.shape[0], dtype: v.dtype, device: v.device).From(1);
        return v.matmul(v.t()).From(1) * N(0.5) * off;
    }

    private Tensor? Contrast(Tensor embeddings, Tensor labels, Tensor apart)
    {
        var (positive, negative) = Rows.Pairs(labels);
        if (!positive.any().item<bool>() || !negative.any().item<bool>()) { return null; }
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t()) / N(settings.Temperature);                                             // [N, N]
        var weight = (apart.From(1) * N(settings.Kappa)).Plus(1).log();                                // [C, C], log ω
        var own = weight.index_select(0, labels).index_select(1, labels);
        var others = s.Plus(own.masked_fill(negative.logical_not(), N(0)));
        var all = Rows.LogSumExp(others, positive.logical_or(negative), 1).unsqueeze(1);
        var counts = positive.sum(1);
        var items = all.Minus(s).masked_fill(positive.logical_not(), N(0)).sum(1) / counts.clamp_min(N(1));
        return items.masked_select(counts.gt(N(0))).mean();
    }

    // Softmax over the class means of the batch: what a nearest-mean rule would confuse.
    private void RememberMeans(Tensor embeddings, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = Rows.Normalised(embeddings.detach());
        var own = F.one_hot(labels, classes).to(x.dtype);                                           // [N, C]
        var present = own.sum([0]).gt(N(0));
        var means = Rows.Normalised(own.t().matmul(x));
        var scores = (x.matmul(means.t()) / N(settings.Temperature)).masked_fill(present.logical_not().unsqueeze(0), N(-1e30));
        Remember(F.softmax(scores, 1), labels);
    }

    private void Remember(Tensor probabilities, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var p = probabilities.detach().to(ScalarType.Float64);
        var own = F.one_hot(labels, classes).to(p.dtype);
        var counts = own.sum([0]);
        var mean = (own.t().matmul(p) / counts.clamp_min(N(1)).unsqueeze(1)).cpu().contiguous().data<double>().ToArray();
        var seen = counts.cpu().data<double>().ToArray();
        for (var c = 0; c < classes; c++)
        {
            for (var d = 0; d < classes; d++)
            {
                if (seen[c] == 0 || seen[d] == 0) { continue; }
                var now = (mean[c * classes + d] + mean[d * classes + c]) / 2;
                var at = c * classes + d;
                _confusion[at] = double.IsNaN(_confusion[at]) ? now : settings.Momentum * _confusion[at] + (1 - settings.Momentum) * now;
            }
        }
    }
}
