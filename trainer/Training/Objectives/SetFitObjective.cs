using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>The SetFit recipe: cosine regression on drawn pairs, each text encoded anew in every pair it stands in; the
/// logistic rule decides.</summary>
/// <remarks>Tunstall et al. 2022, arXiv:2209.11055. Pairs are drawn once, shuffled, and gone through in order.</remarks>
internal sealed class SetFitObjective : Objective
{
    private readonly SetFitSettings _settings;
    private readonly (int First, int Second, float Alike)[] _pairs;
    private readonly SbertCosineLoss _loss = new(new SbertCosineSettings { Balanced = false });

    /// <summary>Draws the pairs.</summary>
    /// <param name="context">The run.</param>
    public SetFitObjective(SetFitSettings settings, ObjectiveContext context)
    {
        _settings = settings;
        _pairs = Draw(context.Train, context.Label, settings.Iterations, context.Source("setfit-pairs"));
    }

    /// <summary>Pairs: every text with partners of its own label (1) and of another (0); a text without such a partner has none.</summary>
    /// <param name="texts">Positions of the training texts.</param>
    /// <param name="label">Label of a text.</param>
    /// <param name="iterations">Partners of each kind.</param>
    /// <param name="random">Draws and shuffles.</param>
    public static (int First, int Second, float Alike)[] Draw(int[] texts, Func<int, int> label, int iterations, Random random)
    {
        var pairs = new List<(int, int, float)>();
        foreach (var text in texts)
        {
            int[] same = [.. texts.Where(t => t != text && label(t) == label(text))],
                other = [.. texts.Where(t => label(t) != label(text))];
            for (var i = 0; i < iterations; i++)
            {
                if (same.Length > 0) { pairs.Add((text, same[random.Next(same.Length)], 1)); }
                if (other.Length > 0) { pairs.Add((text, other[random.Next(other.Length)], 0)); }
            }
        }
        var drawn = pairs.ToArray();
        random.Shuffle(drawn);
        return drawn;
    }

    /// <summary>What the recipe prescribes.</summary>
    /// <param name="training">Common settings.</param>
    /// <param name="settings">Settings of the recipe.</param>
    public static TrainingSettings Adjust(TrainingSettings training, SetFitSettings settings)
    {
        var steps = settings.PairEpochs * (int)Math.Ceiling(2.0 * settings.Iterations * training.Shots / settings.Pairs);
        return training with
        {
            Steps = steps,
            Epochs = 0,
            BatchSize = 2 * settings.Pairs,
            LearningRate = settings.BodyRate,
            WarmupSteps = (int)Math.Ceiling(settings.Warmup * steps),
            Schedule = RateCourse.Linear,
            FreezeEmbeddings = false,
            FreezeLayers = 0,
            UpSample = false,
            TextsPerLabel = 0,
        };
    }

    /// <inheritdoc/>
    public override int[] Batch(int at)
    {
        int[] places = [.. Enumerable.Range(0, _settings.Pairs)
            .Select(i => (int)(((long)at * _settings.Pairs + i) % Math.Max(1, _pairs.Length)))];
        return _pairs.Length == 0 ? [] : [.. places.Select(p => _pairs[p].First), .. places.Select(p => _pairs[p].Second)];
    }

    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at)
    {
        if (batch.Length == 0) { return new StepTerms(0, float.NaN, 0).SkipsIf(true); }
        using var scope = NewDisposeScope();
        var halves = model.Passes.Forward(batch).Pooled.chunk(2, 0);
        var alike = Enumerable.Range(0, _settings.Pairs).Select(i => _pairs[((long)at * _settings.Pairs + i) % _pairs.Length].Alike)
            .ToArray();
        var loss = _loss.OfPairs(halves[0], halves[1], tensor(alike, device: model.Device));
        loss.backward();
        return new StepTerms(loss.item<float>(), float.NaN, loss.item<float>());
    }
}
