using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>SCAL and USCAL: a second pass from embeddings that were moved so that a loss grows.</summary>
/// <remarks>Miao et al. 2021, arXiv:2111.13301. The gradient along the embedding layer's output is taken from the clean
/// pass, whose graph is kept; one backward pass of the sum follows. Dropout stays on in both.</remarks>
internal sealed class AdversarialObjective : Objective
{
    private readonly CrossEntropyTerm? _crossEntropy;
    private readonly ScalLoss? _scal;
    private readonly UscalLoss? _uscal;
    private readonly (PerturbationMode Mode, double Epsilon, bool Relative) _step;
    private readonly string[] _names;

    /// <summary>SCAL: the perturbation follows cross-entropy.</summary>
    /// <param name="context">The run.</param>
    public AdversarialObjective(ScalSettings settings, ObjectiveContext context)
    {
        (_crossEntropy, _scal) = (new CrossEntropyTerm(context), new ScalLoss(settings, context.Hidden));
        _step = (settings.Mode, settings.Epsilon, settings.Relative);
        (Specs, _names) = Layers(_scal.Projection, context);
    }

    /// <summary>USCAL: the perturbation follows the contrast of two dropout views; no label is looked at.</summary>
    /// <param name="context">The run.</param>
    public AdversarialObjective(UscalSettings settings, ObjectiveContext context)
    {
        _uscal = new UscalLoss(settings, context.Hidden);
        _step = (settings.Mode, settings.Epsilon, settings.Relative);
        (Specs, _names) = Layers(_uscal.Projection, context);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    public override bool TrainsHead => _scal is not null;

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        Tensor[] layers = [.. _names.Select(n => model.Parameters[n])];
        var (embedded, mask) = model.Passes.Embed(batch);
        // Frozen tables give no graph of their own.
        if (!embedded.requires_grad) { embedded = embedded.requires_grad_(); }
        var clean = model.Passes.FromEmbedded(batch, embedded, mask);
        var view = _uscal is null ? null : model.Passes.Forward(batch);
        var cce = _crossEntropy?.Value(model, clean);
        var source = cce ?? _uscal!.Contrast(clean.Pooled, view!.Pooled, layers);
        var gradient = autograd.grad([source], [embedded], retain_graph: true)[0];
        var shift = AdversarialPerturbation.Of(gradient, mask, _step.Mode,
            AdversarialPerturbation.Size(_step.Epsilon, _step.Relative, embedded, mask));
        var moved = model.Passes.FromEmbedded(batch, embedded.add(shift, N(1)), mask);
        if (_scal is not null)
        {
            var adversarial = _crossEntropy!.Value(model, moved);
            var contrast = _scal.Contrast(clean.Pooled, moved.Pooled, clean.Labels, layers);
            var loss = _scal.Value(cce!, adversarial, clean.Pooled, moved.Pooled, clean.Labels, layers);
            loss.backward();
            return new StepTerms(loss.item<float>(), cce!.item<float>(), contrast.item<float>(),
                ("adversarial-cce", "nats", adversarial.item<float>()), ("contrast", "nats", contrast.item<float>()));
        }
        var apart = _uscal!.Contrast(clean.Pooled, moved.Pooled, layers);
        var sum = _uscal.Value(clean.Pooled, view!.Pooled, moved.Pooled, layers);
        sum.backward();
        return new StepTerms(sum.item<float>(), float.NaN, sum.item<float>(), ("view-contrast", "nats", source.item<float>()),
            ("adversarial-contrast", "nats", apart.item<float>()));
    }

    private static (ParameterSpec[] Specs, string[] Names) Layers(ProjectionHead projection, ObjectiveContext context)
    {
        ParameterSpec[] specs = [.. projection.Parameters.Select(p => EmbeddingTerm.Spec(p, context))];
        return (specs, [.. specs.Select(s => s.Name)]);
    }
}
