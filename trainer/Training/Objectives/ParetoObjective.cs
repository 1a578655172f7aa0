using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Several objectives at once: exact Pareto optimal search towards a preference, or a weighted sum.</summary>
/// <remarks>Moukafih et al. 2022, arXiv:2209.14161. One forward pass; the gradient of each objective is taken by
/// itself, and the step is their weighted sum.</remarks>
internal sealed class ParetoObjective : Objective
{
    private readonly ObjectiveMember[] _members;
    private readonly ObjectiveContext _context;
    private readonly EpoSettings? _epo;
    private readonly double[] _preference;
    private double[]? _smoothed;

    /// <summary>Exact Pareto optimal search.</summary>
    /// <param name="context">The run.</param>
    /// <param name="members">Objectives, at least two.</param>
    public ParetoObjective(EpoSettings settings, ObjectiveContext context, ObjectiveMember[] members)
        : this(context, members)
    {
        (_epo, _preference) = (settings, PreferenceVectors.Parse(settings.Preference, Names, "epo preference"));
    }

    /// <summary>A weighted sum.</summary>
    /// <param name="context">The run.</param>
    /// <param name="members">Objectives, at least two.</param>
    public ParetoObjective(ScalarisationSettings settings, ObjectiveContext context, ObjectiveMember[] members)
        : this(context, members)
    {
        var weights = PreferenceVectors.Parse(settings.Weights, Names, "linear weights", 0);
        _preference = [.. weights.Select(w => w / weights.Sum())];
    }

    private ParetoObjective(ObjectiveContext context, ObjectiveMember[] members)
    {
        (_context, _members, _preference) = (context, members, []);
        Specs = [.. members.SelectMany(m => m.Term.Specs)];
    }

    /// <summary>How much each objective is to count.</summary>
    public IReadOnlyList<double> Preference => _preference;

    /// <summary>Names of the objectives.</summary>
    public IReadOnlyList<string> Names => [.. _members.Select(m => m.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => [.. _members.SelectMany(m => m.Term.MoreTexts)];

    /// <inheritdoc/>
    public override void Start(RunNetwork model, CancellationToken interrupt)
    {
        foreach (var member in _members) { member.Term.Start(model, interrupt); }
    }

    /// <inheritdoc/>
    public override bool TrainsHead => _members.Any(m => m.Term.OfLogits);

    /// <inheritdoc/>
    public override EmbeddingLoss? Metric => Shown?.Metric;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MetricNames => Shown?.MetricNames ?? [];

    private Term? Shown => _members.Select(m => m.Term).FirstOrDefault(t => t.Metric?.Parameters.Any(p => p.Proxies) == true);

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var pass = model.Passes.Forward(batch, _members.Max(m => m.Term.Views));
        if (TrainsHead) { foreach (var member in _members) { member.Term.Observe(pass); } }
        Tensor?[] losses = [.. _members.Select(m => m.Term.Value(model, pass.Only(m.Term.Views)))];
        var numbers = losses.Select(l => l?.item<float>() ?? 0).ToArray();
        var more = _members.Select((m, j) => ("loss/" + m.Name, "", losses[j] is null ? float.NaN : numbers[j])).ToList();
        var alpha = _preference;
        if (_epo is null) { LinearScalarisation.Of(_preference, losses)?.backward(); }
        else
        {
            var gradients = losses.Select(l => Gradient(model, l)).ToArray();
            var step = ParetoSearch.Weigh([.. numbers.Select(n => (double)n)], _preference, Gram(model, pass, losses, gradients),
                _epo.Restricted);
            alpha = Smooth(step.Weights);
            Combine(model, gradients, alpha);
            more.Add(("non-uniformity", "", (float)step.NonUniformity));
            more.Add(("balancing", "1 = towards the preference", step.Mode == "balance" ? 1 : 0));
        }
        more.AddRange(_members.Select((m, j) => ("weight/" + m.Name, "", (float)alpha[j])));
        var cce = losses.Where((_, j) => _members[j].Term.OfLogits).FirstOrDefault();
        var others = numbers.Where((_, j) => !_members[j].Term.OfLogits).Sum();
        return new StepTerms(numbers.Select((n, j) => (float)(alpha[j] * n)).Sum(), cce?.item<float>()
            ?? float.NaN, others, more)
        { Skipped = [.. _members.Where((_, j) => losses[j] is null).Select(m => m.Name)] };
    }

    /// <summary>The objectives on the whole training sample, without dropout: where a run ended.</summary>
    /// <param name="model">The model after training.</param>
    public float[] Losses(RunNetwork model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var pass = model.Passes.Still([.. model.Sample.Texts], _members.Max(m => m.Term.Views));
        return [.. _members.Select(m => m.Term.Value(model, pass.Only(m.Term.Views))?.item<float>() ?? float.NaN)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TraceTable> Tables(RunNetwork model) =>
        [.. _members.SelectMany(m => m.Term.Tables(model))];

    // The gradient of one objective over the whole buffer, which is left at zero.
    private static Tensor? Gradient(RunNetwork model, Tensor? loss)
    {
        if (loss is null || !loss.requires_grad) { return null; }
        loss.backward(retain_graph: true);
        var gradient = model.Parameters.Gradients.clone();
        model.Parameters.ZeroGradients();
        return gradient;
    }

    private double[,] Gram(RunNetwork model, ForwardPass pass, Tensor?[] losses, Tensor?[] gradients)
    {
        var compared = _epo!.GramScope switch
        {
            GramScope.All => gradients,
            GramScope.LastLayer => [.. gradients.Select(g => g is null ? null : LastLayer(model, g))],
            _ => [.. losses.Select(l => l is null
                ? null
                : autograd.grad([l], [pass.Pooled], retain_graph: true, allow_unused: true)[0] is { IsInvalid: false } g
                ? g.reshape(-1)
                : null)],
        };
        var m = losses.Length;
        var gram = new double[m, m];
        for (var j = 0; j < m; j++)
        {
            for (var k = j; k < m; k++)
            {
                gram[j, k] = gram[k, j] = compared[j] is { } a && compared[k] is { } b ? a.dot(b).to(ScalarType.Float64).item<double>() : 0;
            }
        }
        return gram;
    }

    // The part of a gradient over the whole buffer that belongs to the encoder's last layer.
    private Tensor LastLayer(RunNetwork model, Tensor gradient)
    {
        var config = _context.Cell.Corpus.Encoder.Config;
        var name = config.LayerPrefix(config.Layers - 1);
        return cat([.. model.Parameters.Names.Where(n => n.StartsWith(name, StringComparison.Ordinal))
            .Select(n => model.Parameters.Part(gradient, n))], 0);
    }

    private double[] Smooth(double[] weights)
    {
        var keep = _epo!.Smoothing;
        return _smoothed = _smoothed is null || keep == 0
            ? weights
            : [.. weights.Zip(_smoothed, (now, old) => (1 - keep) * now + keep * old)];
    }

    private static void Combine(RunNetwork model, Tensor?[] gradients, double[] alpha)
    {
        using var _ = no_grad();
        for (var j = 0; j < gradients.Length; j++)
        {
            if (gradients[j] is { } g) { model.Parameters.Gradients.add_(g, alpha: N(alpha.Length * alpha[j])); }
        }
    }
}
