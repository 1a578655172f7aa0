using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>The texts that a run is trained on, tokenised before the first step.</summary>
internal sealed class TrainingSample
{
    private readonly TrainingCell _cell;
    private readonly Dictionary<int, TokenizedText> _tokens = [];

    /// <param name="cell">The run.</param>
    /// <param name="texts">Positions of the training texts.</param>
    public TrainingSample(TrainingCell cell, int[] texts)
    {
        (_cell, Texts) = (cell, texts);
        foreach (var text in texts) { _tokens[text] = cell.Corpus.Tokens.Of(text); }
    }

    /// <summary>Positions of the training texts in the corpus.</summary>
    public IReadOnlyList<int> Texts { get; }

    /// <summary>The tokens of a training text.</summary>
    /// <param name="text">Position in the corpus.</param>
    public TokenizedText Tokens(int text) => _tokens[text];

    /// <summary>The tokens of training texts, in their order.</summary>
    /// <param name="texts">Positions in the corpus.</param>
    public TokenizedText[] Tokens(IEnumerable<int> texts) => [.. texts.Select(Tokens)];

    /// <summary>Labels of some texts, [N] int64.</summary>
    /// <param name="texts">Positions in the corpus.</param>
    /// <param name="device">Where they shall live.</param>
    public Tensor Labels(IReadOnlyList<int> texts, Device device) =>
        tensor(texts.Select(i => (long)_cell.Corpus.Source.Texts[i].Label).ToArray(), device: device);
}
