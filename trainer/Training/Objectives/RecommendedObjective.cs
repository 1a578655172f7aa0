using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>The recommended recipe: SupCon over the whole sample and, weighed, cross-entropy over the names of the
/// labels, on frozen tables, for a few steps. Names that say nothing of their labels are left out.</summary>
/// <remarks>How it was chosen and how far it got: docs/recipe.md.</remarks>
internal sealed class RecommendedObjective : Objective
{
    private readonly RecommendedSettings _settings;
    private readonly EmbeddingTerm _texts;
    private readonly LabelNamesTerm? _names;

    /// <summary>Puts the two terms together.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidDataException">There are names of a person's own, and not one for each label.</exception>
    public RecommendedObjective(RecommendedSettings settings, ObjectiveContext context)
    {
        _settings = settings;
        _texts = new EmbeddingTerm(
            new SupConViewsLoss(new SupConViewsSettings { Temperature = settings.Temperature, Views = settings.Views }), context);
        // Names without meaning are worse than none (docs/recipe.md).
        _names = ReadsNames(settings, context.Cell.Corpus.Source)
            ? new LabelNamesTerm(new LabelNamesSettings { NameTemperature = settings.NameTemperature, Names = settings.Names }, context)
                : null;
    }

    /// <summary>Whether the names of a corpus's labels are read: they have a weight, and say something of their labels.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <exception cref="InvalidDataException">There are names of a person's own, and not one for each label.</exception>
    public static bool ReadsNames(RecommendedSettings settings, Corpus corpus)
    {
        return settings.NameWeight > 0 && LabelNames.Tell(LabelNames.Of(corpus, settings.Names));
    }

    /// <summary>What the recipe prescribes.</summary>
    /// <param name="training">Common settings.</param>
    /// <param name="settings">Settings of the recipe.</param>
    public static TrainingSettings Adjust(TrainingSettings training, RecommendedSettings settings)
    {
        var steps = training.Shots <= settings.Texts ? settings.RecipeSteps
            : Math.Max(settings.RecipeSteps, (int)Math.Ceiling((double)settings.Passes * training.Shots / settings.Texts));
        return training with
        {
            Steps = steps,
            Epochs = 0,
            LearningRate = settings.RecipeRate,
            BatchSize = settings.Texts,
            LengthGroups = settings.Groups,
            WarmupSteps = Math.Max(1, steps / 10),
            Schedule = RateCourse.Cosine,
            Pooling = "mean",
            Target = LossTarget.Pooled,
            FreezeEmbeddings = true,
            UpSample = false,
            TextsPerLabel = 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => _names?.MoreTexts ?? [];

    /// <inheritdoc/>
    public override string? OwnRule => _names?.OwnRule;

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        var pass = model.Passes.Forward(batch, _texts.Views);
        var texts = _texts.Value(model, pass);
        var names = _names?.Value(model, pass);
        var weighed = names?.mul(N(_settings.NameWeight));
        var loss = texts is null ? weighed : weighed is null ? texts : texts.Plus(weighed);
        loss?.backward();
        var contrast = texts?.item<float>() ?? 0;
        return new StepTerms(loss?.item<float>() ?? 0, float.NaN, contrast, names is null
            ? []
            : [("loss/sup-con", "", contrast), ("loss/label-names", "", names.item<float>())]).SkipsIf(texts is null);
    }

    /// <inheritdoc/>
    public override Tensor? OwnScoresOf(RunNetwork model, Tensor embeddings) => _names?.OwnScoresOf(model, embeddings);
}
