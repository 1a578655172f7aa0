using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>A loss on rows and labels: every loss of <see cref="LossTable"/>.</summary>
/// <param name="loss">The loss.</param>
/// <param name="context">The run.</param>
/// <param name="prefix">Before the names of its tensors, so that two losses can stand in one objective; empty for one alone.</param>
internal sealed class EmbeddingTerm(EmbeddingLoss loss, ObjectiveContext context, string prefix = "") : Term
{
    private LossTarget Target => loss.Target ?? context.Settings.Target;

    /// <inheritdoc/>
    public override int Views => loss.Views;

    /// <inheritdoc/>
    public override EmbeddingLoss Metric => loss;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MetricNames { get; } = [.. loss.Parameters.Select(p => prefix + p.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; } = [.. loss.Parameters.Select(p => Spec(p, context, prefix))];

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts { get; } = loss.StartsAtNames ? LabelVectorStart.Names(context.Cell) : [];

    /// <inheritdoc/>
    public override void Start(RunNetwork model, CancellationToken interrupt)
    {
        if (LossRows.TakesPadding(Target)) { model.Weights.Encoder.SkipsPadding = false; }
        if (MoreTexts.Count > 0)
        {
            LabelVectorStart.AtNames(context.Cell, model, MoreTexts, MetricNames[0], loss.Parameters[0].Dimension, interrupt);
        }
    }

    /// <summary>A loss's matrix in a model's buffer: proxies learn fast and do not decay, layers learn as the encoder does.</summary>
    /// <param name="parameter">The matrix.</param>
    /// <param name="context">The run.</param>
    /// <param name="prefix">Before its name.</param>
    public static ParameterSpec Spec(LossParameter parameter, ObjectiveContext context, string prefix = "")
    {
        var weight = !parameter.Fast && !parameter.Name.EndsWith(".bias", StringComparison.Ordinal);
        return new ParameterSpec(prefix + parameter.Name, [parameter.Labels.Length, parameter.Dimension],
            parameter.Initial(context.Source(prefix + parameter.Name)),
            weight || context.Settings.DecayEverything, parameter.Fast ? context.Settings.ProxyLrMultiplier : 1);
    }

    /// <inheritdoc/>
    public override void Observe(ForwardPass pass)
    {
        using var _ = no_grad();
        using var probabilities = F.softmax(pass.Logits, 1);
        loss.Observe(probabilities, pass.Labels);
    }

    /// <inheritdoc/>
    public override Tensor? Unweighted(RunNetwork model)
    {
        return loss.Unweighted([.. MetricNames.Select(n => model.Parameters[n])]);
    }

    /// <inheritdoc/>
    public override Tensor? Value(RunNetwork model, ForwardPass pass, Func<Tensor, Tensor>? map = null)
    {
        var target = Target;
        Tensor[] matrices = [.. MetricNames.Select(n => model.Parameters[n])];
        if (context.Settings.PerTextMean && map is null && target is LossTarget.Tokens or LossTarget.TokensWithPadding)
        {
            return LossRows.PerTextMean(loss, target, pass.States, pass.Mask, pass.Labels, matrices);
        }
        var (rows, owners) = LossRows.Of(target, pass.States, pass.Mask, pass.Pooled, pass.Labels);
        // Proxies may see a copy of a text; a pair of copies would be a positive at distance 0.
        if (loss.ComparesRows && pass.FirstOccurrences() is { } first)
        {
            var kept = LossRows.OfTexts(target, first, pass.Mask);
            (rows, owners) = (rows.index_select(0, kept), owners.index_select(0, kept));
        }
        return loss.Value(map is null ? rows : map(rows), owners, matrices);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TraceTable> Tables(RunNetwork model)
    {
        Tensor[] matrices = [.. MetricNames.Select(n => model.Parameters[n])];
        return [.. loss.Tables(context.Labels, matrices).Select(t => new TraceTable(t.Name, t.Rows, t.Columns, t.Values))];
    }
}
