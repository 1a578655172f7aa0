using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>The model of one run without what it is trained for: its tensors, its training texts, and the ways to read with it.</summary>
internal sealed class RunNetwork : IDisposable
{
    /// <summary>Lays out all tensors with their values before the first step.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="moreTexts">Texts that are none of the corpus and are read in training too.</param>
    /// <param name="more">Tensors of the objective, beside those of encoder and head.</param>
    /// <param name="device">Where it lives.</param>
    public RunNetwork(TrainingCell cell, int[] train, IReadOnlyList<TokenizedText> moreTexts, IReadOnlyList<ParameterSpec> more,
        Device device)
    {
        Hidden = cell.EmbeddingSize;
        Sample = new TrainingSample(cell, train);
        Weights = new RunWeights(cell, Sample.Tokens(train).Concat(moreTexts).Select(t => t.Ids), more, device);
        Passes = new TrainingPasses(cell, Weights, Sample);
        Reading = new TextReading(cell, Weights, Sample);
        Words = new WordReading(cell, Weights);
    }

    /// <summary>Size of a pooled row: H for each mode of the pooling.</summary>
    public int Hidden { get; }

    /// <summary>Its tensors and the word table.</summary>
    public RunWeights Weights { get; }

    /// <summary>All trained tensors.</summary>
    public FlatParameters Parameters => Weights.Parameters;

    /// <summary>Where its tensors live.</summary>
    public Device Device => Weights.Device;

    /// <summary>The texts that it is trained on.</summary>
    public TrainingSample Sample { get; }

    /// <summary>Passes with gradients.</summary>
    public TrainingPasses Passes { get; }

    /// <summary>Texts without gradients.</summary>
    public TextReading Reading { get; }

    /// <summary>Word vectors and attention.</summary>
    public WordReading Words { get; }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
