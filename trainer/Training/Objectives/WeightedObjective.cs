using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>β·CCE + (1−β)·term, or one of the two alone.</summary>
/// <param name="context">The run.</param>
/// <param name="crossEntropy">Cross-entropy, or null.</param>
/// <param name="term">The other summand, or null.</param>
internal sealed class WeightedObjective(ObjectiveContext context, CrossEntropyTerm? crossEntropy, Term? term) : Objective
{
    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => term?.Specs ?? [];

    /// <inheritdoc/>
    public override bool TrainsHead => crossEntropy is not null && (term is null || context.Settings.Beta > 0);

    /// <inheritdoc/>
    public override EmbeddingLoss? Metric => term?.Metric;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MetricNames => term?.MetricNames ?? [];

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => term?.MoreTexts ?? [];

    /// <inheritdoc/>
    public override void Start(RunNetwork model, CancellationToken interrupt) => term?.Start(model, interrupt);

    /// <inheritdoc/>
    public override string? OwnRule => term?.OwnRule;

    /// <inheritdoc/>
    public override Tensor? OwnScoresOf(RunNetwork model, Tensor embeddings) => term?.OwnScoresOf(model, embeddings);

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var pass = model.Passes.Forward(batch, term?.Views ?? 1);
        var cce = crossEntropy?.Value(model, pass);
        if (cce is not null) { term?.Observe(pass); }
        var dml = term?.Value(model, pass);
        var loss = cce is null ? dml : term is null ? cce : CombinedLoss.Of(context.Settings.Beta, cce, dml, term.Unweighted(model));
        var more = new List<(string, string, float)>();
        // Sizes of losses say little of who decides; those of their gradients do.
        if (cce is not null && dml is not null && (term!.Metric?.Target ?? context.Settings.Target) == LossTarget.Pooled
            && Length(dml, pass.Pooled) is { } metric and > 0)
        {
            more.Add(("gradient/CCE by metric loss", "", (float)(Length(cce, pass.Pooled)!.Value / metric)));
        }
        if (term is not null && dml is null) { more.Add(("skipped/metric loss", "", 1)); }
        loss?.backward();
        return new StepTerms(loss?.item<float>() ?? 0, cce?.item<float>() ?? float.NaN, term is null
            ? float.NaN
            : dml?.item<float>() ?? 0, more).SkipsIf(term is not null && dml is null);
    }

    // Null where the rows do not lead to the loss.
    private static double? Length(Tensor loss, Tensor rows)
    {
        if (!loss.requires_grad || !rows.requires_grad) { return null; }
        var gradient = autograd.grad([loss], [rows], retain_graph: true, allow_unused: true)[0];
        return gradient is null || gradient.IsInvalid ? null : gradient.norm().to(ScalarType.Float64).item<double>();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TraceTable> Tables(RunNetwork model) => term?.Tables(model) ?? [];
}
