using DmlStudio.Inference;
using DmlStudio.Losses;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Two stages: a metric loss behind a projection, then a linear classifier on what the frozen encoder gives
/// before the projection.</summary>
/// <remarks>Khosla et al. 2020, arXiv:2004.11362, section 4.</remarks>
/// <param name="context">The run.</param>
/// <param name="member">The first stage's loss, with rows of the projection's size.</param>
internal sealed class TwoStageObjective(TwoStageSettings settings, ObjectiveContext context, ObjectiveMember member) : Objective
{
    private readonly ProjectionHead _projection = new(settings.Projection, context.Hidden);
    private float[] _second = [];

    /// <summary>Size of the rows behind a projection.</summary>
    /// <param name="projection">Its kind.</param>
    /// <param name="hidden">Size H of an embedding.</param>
    public static int RowsOf(Projection projection, int hidden) => projection == Projection.Mlp ? ProjectionHead.MlpSize : hidden;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; } =
        [.. member.Term.Specs, .. new ProjectionHead(settings.Projection,
            context.Hidden).Parameters.Select(p => EmbeddingTerm.Spec(p, context))];

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => member.Term.MoreTexts;

    /// <inheritdoc/>
    public override void Start(RunNetwork model, CancellationToken interrupt) => member.Term.Start(model, interrupt);

    /// <inheritdoc/>
    public override bool TrainsHead => settings.Second == SecondStage.Head;

    /// <inheritdoc/>
    public override IReadOnlyList<TraceSeries> Series =>
        _second.Length == 0 ? []
            : [new TraceSeries(settings.Second == SecondStage.Head
                ? "second-stage/cce"
                : "second-stage/logistic regression", "nats", _second)];

    /// <inheritdoc/>
    public override IReadOnlyList<TraceTable> Tables(RunNetwork model)
    {
        Tensor[] layers = [.. _projection.Parameters.Select(p => model.Parameters[p.Name])];
        return [.. ProxyTables.Of(context, model, member, rows => _projection.Of(rows, layers)), .. member.Term.Tables(model)];
    }

    /// <inheritdoc/>
    public override bool ComparesPooled => settings.Second != SecondStage.Head;

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var pass = model.Passes.Forward(batch, member.Term.Views);
        Tensor[] layers = [.. _projection.Parameters.Select(p => model.Parameters[p.Name])];
        var value = member.Term.Value(model, pass, rows => _projection.Of(rows, layers));
        value?.backward();
        var number = value?.item<float>() ?? 0;
        return new StepTerms(number, float.NaN, number).SkipsIf(value is null);
    }

    /// <inheritdoc/>
    public override void Finish(RunNetwork model, CancellationToken interrupt)
    {
        var pooled = model.Reading.Sample(interrupt);
        if (settings.Second != SecondStage.Head)
        {
            // The rule is fitted with the others; here its course is kept for the run's page.
            var course = new List<float>();
            LogisticFit.Of(pooled, [.. model.Sample.Texts.Select(context.Label)], context.Hidden, context.Classes,
                context.Settings.LogisticStrength, v => course.Add((float)v));
            _second = [.. course];
            return;
        }
        using var scope = NewDisposeScope();
        var x = tensor(Vectors.Normalised(pooled, context.Hidden), device: model.Device).view(-1, context.Hidden);
        var y = model.Sample.Labels(model.Sample.Texts, model.Device);
        var w = zeros(context.Classes, context.Hidden, device: model.Device).requires_grad_();
        var b = zeros(context.Classes, device: model.Device).requires_grad_();
        Tensor momentumW = zeros_like(w), momentumB = zeros_like(b);
        var losses = new List<float>();
        for (var step = 0; step < settings.SecondSteps; step++)
        {
            interrupt.ThrowIfCancellationRequested();
            using var one = NewDisposeScope();
            var loss = F.cross_entropy(F.linear(x, w, b), y);
            losses.Add(loss.item<float>());
            var slopes = autograd.grad([loss], [w, b]);
            using var _ = no_grad();
            momentumW.mul_(N(0.9)).add_(slopes[0], alpha: N(1));
            momentumB.mul_(N(0.9)).add_(slopes[1], alpha: N(1));
            w.add_(momentumW, alpha: N(-settings.SecondRate));
            b.add_(momentumB, alpha: N(-settings.SecondRate));
        }
        _second = [.. losses];
        model.Parameters.Set("head.out.weight", w.detach().cpu().contiguous().data<float>().ToArray());
        model.Parameters.Set("head.out.bias", b.detach().cpu().contiguous().data<float>().ToArray());
        UnitRows = true;
    }

    /// <inheritdoc/>
    public override (float[] Embeddings, float[] Logits) Read(RunNetwork model, IReadOnlyList<TokenizedText> texts,
        CancellationToken interrupt)
    {
        var (pooled, logits) = model.Reading.Pooled(texts, interrupt);
        if (!UnitRows) { return (pooled, logits); }
        // The second stage saw rows of unit length.
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = tensor(Vectors.Normalised(pooled, context.Hidden), device: model.Device).view(-1, context.Hidden);
        return (pooled, F.linear(x, model.Parameters["head.out.weight"], model.Parameters["head.out.bias"]).cpu().contiguous()
            .data<float>().ToArray());
    }

    private bool UnitRows { get; set; }
}
