using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Several losses on one encoder, each behind a linear head of its own, with fixed or learnt weights;
/// afterwards texts are compared by the heads' joined and compressed vectors.</summary>
/// <remarks>Zabihzadeh et al. 2023. Cross-entropy as a member stands behind the classification head.</remarks>
internal sealed class EnsembleObjective : Objective
{
    private const string Weights = "ensemble.weights";
    private readonly EnsembleSettings _settings;
    private readonly ObjectiveContext _context;
    private readonly ObjectiveMember[] _members;
    private readonly EnsembleWeighting _weighting;
    private EnsembleCompression? _compression;
    private bool _finished;

    /// <summary>An ensemble.</summary>
    /// <param name="context">The run.</param>
    /// <param name="members">Members, with rows of the heads' size.</param>
    public EnsembleObjective(EnsembleSettings settings, ObjectiveContext context, ObjectiveMember[] members)
    {
        (_settings, _context, _members) = (settings, context, members);
        _weighting = new EnsembleWeighting(settings, [.. members.Select(m => m.Name)]);
        var specs = new List<ParameterSpec>();
        for (var l = 0; l < members.Length; l++)
        {
            specs.AddRange(members[l].Term.Specs);
            if (members[l].Term.OfLogits) { continue; }
            specs.Add(new ParameterSpec(Weight(l), [settings.HeadSize, context.Hidden],
                NormalDraw.Even(context.Source(Weight(l)), settings.HeadSize * context.Hidden, 1 / Math.Sqrt(context.Hidden)), true));
            specs.Add(new ParameterSpec(Bias(l), [settings.HeadSize], new float[settings.HeadSize], context.Settings.DecayEverything));
        }
        // Weights are no proxies: no decay, and a rate of their own, whatever proxies have.
        specs.AddRange(_weighting.Parameters.Select(p =>
            new ParameterSpec(p.Name, [p.Labels.Length, p.Dimension], p.Initial(context.Source(p.Name)), false,
                settings.WeightLrMultiplier)));
        // Kept beside the trained tensors, so that an opened run compares as it did.
        specs.Add(new ParameterSpec(Weights, [members.Length], [.. _weighting.Weights.Select(w => (float)w)], false, Trained: false));
        Specs = specs;
    }

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
    public override bool ComparesPooled => false;

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var pass = model.Passes.Forward(batch, _members.Max(m => m.Term.Views));
        if (TrainsHead) { foreach (var member in _members) { member.Term.Observe(pass); } }
        Tensor?[] losses = [.. _members.Select((m, l) =>
            m.Term.Value(model, pass.Only(m.Term.Views), m.Term.OfLogits ? null : rows => Head(model, l, rows)))];
        var loss = _weighting.Value(losses, pass.Pooled, [.. _weighting.Parameters.Select(p => model.Parameters[p.Name])]);
        loss?.backward();
        model.Parameters.Set(Weights, [.. _weighting.Lasting.Select(w => (float)w)]);
        var cce = losses.Where((_, l) => _members[l].Term.OfLogits).FirstOrDefault();
        return new StepTerms(loss?.item<float>() ?? 0, cce?.item<float>()
            ?? float.NaN, losses.Where((_, l) => !_members[l].Term.OfLogits).Sum(x => x?.item<float>() ?? 0),
            [.. _members.Select((m, l) => ("weight/" + m.Name, "", (float)_weighting.Weights[l])),
                .. _members.Select((m, l) => ("loss/" + m.Name, "", losses[l]?.item<float>() ?? float.NaN))])
        { Skipped = [.. _members.Where((_, l) => losses[l] is null).Select(m => m.Name)] };
    }

    /// <inheritdoc/>
    public override void Finish(RunNetwork model, CancellationToken interrupt)
    {
        if (_members.All(m => m.Term.OfLogits)) { return; }
        _finished = true;
        if (_settings.CompressedSize == 0) { return; }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var pooled = model.Reading.Sample(interrupt);
        _compression = EnsembleCompression.Fit(Joined(model, pooled), _settings.CompressedSize);
    }

    /// <inheritdoc/>
    public override float[] Embeddings(RunNetwork model, float[] pooled)
    {
        if (!_finished) { return pooled; }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var joined = Joined(model, pooled);
        return (_compression?.Of(joined) ?? joined).cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TraceTable> Tables(RunNetwork model) =>
        [.. _members.SelectMany((m, l) => m.Term.OfLogits
            ? []
            : (IEnumerable<TraceTable>)[.. ProxyTables.Of(_context, model, m, rows => Head(model, l, rows)), .. m.Term.Tables(model)])];

    private Tensor Joined(RunNetwork model, float[] pooled)
    {
        var rows = tensor(pooled, device: model.Device).view(-1, model.Hidden);
        int[] heads = [.. Enumerable.Range(0, _members.Length).Where(l => !_members[l].Term.OfLogits)];
        var weights = model.Parameters.Copy(Weights);
        return EnsembleObjectives.Joined([.. heads.Select(l => (double)weights[l])], [.. heads.Select(l => Head(model, l, rows))]);
    }

    private static Tensor Head(RunNetwork model, int member, Tensor rows) =>
        F.linear(rows, model.Parameters[Weight(member)], model.Parameters[Bias(member)]);

    private static string Weight(int member) => FormattableString.Invariant($"ensemble.{member}.weight");

    private static string Bias(int member) => FormattableString.Invariant($"ensemble.{member}.bias");
}
