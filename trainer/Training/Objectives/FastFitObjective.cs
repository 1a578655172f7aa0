using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>The FastFit recipe: texts and the names of their labels are compared token by token; the label whose name
/// fits best decides.</summary>
/// <remarks>Yehudai and Bandel 2024, arXiv:2404.12365 and the library's code: an anchor's tokens look for their best in
/// the other row, a text and a name are always compared from the text, in training as in inference; the classifier
/// reads the mean token at unit length, and its logits are divided by the number of labels. Padding never counts, where
/// the library counts it unless told otherwise.</remarks>
internal sealed class FastFitObjective : Objective
{
    private const int Block = 32;
    private const double BaseTemperature = 0.07;
    private readonly FastFitSettings _settings;
    private readonly ObjectiveContext _context;
    private readonly TokenizedText[] _names;

    /// <summary>Tokenises the names of the labels.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidDataException">There are names of a person's own, and not one for each label.</exception>
    public FastFitObjective(FastFitSettings settings, ObjectiveContext context)
    {
        (_settings, _context) = (settings, context);
        _names = [.. LabelNames.Of(context.Cell.Corpus.Source, settings.Names).Select(n => context.Cell.Corpus.Tokens.Of(n, null))];
        // Tokens are as wide as one state, whatever the pooling.
        var (h, c) = (context.Cell.Corpus.Encoder.Config.Hidden, context.Classes);
        Specs =
        [
            new ParameterSpec("fast.projection", [settings.Size, h],
                NormalDraw.Even(context.Source("fast.projection"), settings.Size * h, 1 / Math.Sqrt(h)), true),
            new ParameterSpec("fast.classifier.weight", [c, h],
                NormalDraw.Even(context.Source("fast.classifier"), c * h, 1 / Math.Sqrt(h)), true),
            new ParameterSpec("fast.classifier.bias", [c], new float[c], context.Settings.DecayEverything),
        ];
    }

    /// <summary>What the recipe prescribes.</summary>
    /// <param name="training">Common settings.</param>
    /// <param name="settings">Settings of the recipe.</param>
    public static TrainingSettings Adjust(TrainingSettings training, FastFitSettings settings)
    {
        var steps = settings.FastEpochs * (int)Math.Ceiling(training.Shots / (double)Math.Min(settings.Texts, training.Shots));
        return training with
        {
            Steps = steps,
            Epochs = settings.FastEpochs,
            BatchSize = settings.Texts,
            LearningRate = settings.FastRate,
            Optimiser = OptimiserKind.Adafactor,
            WarmupSteps = 0,
            Schedule = RateCourse.Linear,
            WeightDecay = 0,
            FreezeEmbeddings = false,
            FreezeLayers = 0,
            UpSample = false,
            TextsPerLabel = 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => _names;

    /// <inheritdoc/>
    public override string OwnRule => "label-names";

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        using var scope = NewDisposeScope();
        int[] labels = [.. batch.Select(_context.Label)];
        int[] copies = [.. Enumerable.Repeat(0, _settings.Repeats)];
        // Apart, so that a name of two tokens is not padded to the longest text.
        var (states, mask, _, _) = model.Passes.Of([.. copies.SelectMany(_ => batch.Select(model.Sample.Tokens))]);
        var (nameStates, nameMask, _, _) = model.Passes.Of([.. copies.SelectMany(_ => labels.Select(l => _names[l]))]);
        var texts = _settings.Repeats * batch.Length;
        var owners = tensor(Enumerable.Range(0, 2 * _settings.Repeats).SelectMany(_ => labels).Select(l => (long)l).ToArray(),
            device: model.Device);
        var similarities = Matrix(Dropped(model, states), mask, Dropped(model, nameStates), nameMask);
        var contrast = Contrast(similarities.div(N(_settings.Temperature)), owners)?.mul(N(_settings.Temperature / BaseTemperature));
        var mean = Mean(states, mask);
        var logits = F.linear(mean, model.Parameters["fast.classifier.weight"], model.Parameters["fast.classifier.bias"])
            .div(N(_context.Classes));
        var cce = F.cross_entropy(logits, owners.narrow(0, 0, texts));
        var loss = contrast is null ? cce.mul(N(_settings.ClassifierWeight)) : contrast.Plus(cce.mul(N(_settings.ClassifierWeight)));
        loss.backward();
        return new StepTerms(loss.item<float>(), cce.item<float>(), contrast?.item<float>() ?? 0).SkipsIf(contrast is null);
    }

    /// <inheritdoc/>
    public override float[] OwnScores(RunNetwork model, IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var scores = new float[texts.Count * _context.Classes];
        using var outer = NewDisposeScope();
        using var _ = no_grad();
        // One batch each, so that a name's padding does not depend on the others.
        var names = new List<(Tensor Tokens, Tensor Mask)>();
        for (var c = 0; c < _names.Length; c++)
        {
            model.Reading.EachBatch([_names[c]],
                (_, states, mask) => names.Add(
                    (Projected(model, states).MoveToOuterDisposeScope(), mask.clone().MoveToOuterDisposeScope())),
                interrupt);
        }
        model.Reading.EachBatch(texts, (batch, states, mask) =>
        {
            var tokens = Projected(model, states);
            for (var c = 0; c < names.Count; c++)
            {
                // Neither the text's length nor the temperature divides here, as in the library: the sum over the text's tokens.
                var column = (Similarities(names[c].Tokens, names[c].Mask, tokens, mask) * mask.sum(1).to(tokens.dtype)).cpu()
                    .contiguous().data<float>().ToArray();
                for (var i = 0; i < batch.Length; i++) { scores[batch[i] * _context.Classes + c] = column[i]; }
            }
        }, interrupt);
        return scores;
    }

    /// <summary>The similarities that are contrasted, texts before names. Row i is the anchor, whose tokens look for
    /// their best in row j; a name as anchor is compared with a text from the text's side too.</summary>
    /// <param name="texts">Tokens of texts, of unit length, [R, T, D].</param>
    /// <param name="textMask">[R, T], 1 = real.</param>
    /// <param name="names">Tokens of names, of unit length, [S, U, D].</param>
    /// <param name="nameMask">[S, U], 1 = real.</param>
    /// <returns>[R + S, R + S].</returns>
    public static Tensor Matrix(Tensor texts, Tensor textMask, Tensor names, Tensor nameMask)
    {
        using var scope = NewDisposeScope();
        var across = Similarities(names, nameMask, texts, textMask);                                  // [S, R]
        var fromTexts = cat([Similarities(texts, textMask, texts, textMask).t(), across.t()], 1);
        var fromNames = cat([across, Similarities(names, nameMask, names, nameMask).t()], 1);
        return cat([fromTexts, fromNames], 0).MoveToOuterDisposeScope();
    }

    /// <summary>s(a, b) of all rows: every token of b finds its best token in a, mean over b's tokens.</summary>
    /// <param name="a">Tokens of unit length, [R, T, D].</param>
    /// <param name="maskA">[R, T], 1 = real.</param>
    /// <param name="b">[S, U, D].</param>
    /// <param name="maskB">[S, U].</param>
    /// <returns>[R, S].</returns>
    public static Tensor Similarities(Tensor a, Tensor maskA, Tensor b, Tensor maskB)
    {
        using var scope = NewDisposeScope();
        var (rows, t, columns, u) = (a.shape[0], a.shape[1], b.shape[0], b.shape[1]);
        var flat = b.reshape(columns * u, -1).t();                                                   // [D, S·U]
        var weights = maskB.to(b.dtype);
        var blocks = new List<Tensor>();
        // The products of a block are freed behind it: only the places of the largest are kept for the way back.
        for (long at = 0; at < rows; at += Block)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(Block, rows - at);
            var products = a.narrow(0, at, count).reshape(count * t, -1).matmul(flat).view(count, t, columns * u);
            var hidden = maskA.narrow(0, at, count).eq(N(0)).unsqueeze(-1);
            var best = products.masked_fill(hidden, N(-1e4)).amax([1]).view(count, columns, u);
            blocks.Add(((best * weights.unsqueeze(0)).sum(2) / weights.sum(1).clamp_min(N(1)).unsqueeze(0)).MoveToOuterDisposeScope());
        }
        return cat(blocks, 0).MoveToOuterDisposeScope();
    }

    // The mean over real tokens, at unit length.
    private static Tensor Mean(Tensor states, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var weights = mask.to(states.dtype).unsqueeze(-1);
        var mean = (states * weights).sum(1) / weights.sum(1).clamp_min(N(1));
        return Unit(mean).MoveToOuterDisposeScope();
    }

    // Clamped below the root: states of padding may be 0, where a root has no slope.
    private static Tensor Unit(Tensor x) => x / x.Squared().sum(-1, keepdim: true).clamp_min(N(1e-24)).sqrt();

    private Tensor Dropped(RunNetwork model, Tensor states)
    {
        using var scope = NewDisposeScope();
        return Projected(model, model.Weights.Draws.Dropped(states, _context.Settings.Dropout)).MoveToOuterDisposeScope();
    }

    private static Tensor Projected(RunNetwork model, Tensor states)
    {
        using var scope = NewDisposeScope();
        return Unit(F.linear(states, model.Parameters["fast.projection"])).MoveToOuterDisposeScope();
    }

    // SupContrast's form on given similarities: mean over all anchors, one without a positive counts 0.
    private static Tensor? Contrast(Tensor s, Tensor labels)
    {
        var self = eye(s.shape[0], dtype: ScalarType.Bool, device: s.device);
        var positive = labels.unsqueeze(0).eq(labels.unsqueeze(1)).logical_and(self.logical_not());
        var counts = positive.sum(1);
        if (counts.sum().item<long>() == 0) { return null; }
        var all = s.masked_fill(self, N(-1e30)).logsumexp(1, keepdim: true);
        return (all.Minus(s).masked_fill(positive.logical_not(), N(0)).sum(1) / counts.clamp_min(N(1))).mean();
    }
}
