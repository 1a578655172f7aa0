using DmlStudio.Settings;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>What an objective is made from.</summary>
/// <param name="Cell">The run.</param>
/// <param name="Train">Positions of the training texts, each once.</param>
internal sealed record ObjectiveContext(TrainingCell Cell, int[] Train)
{
    /// <summary>Number C of labels.</summary>
    public int Classes => Cell.Corpus.Source.Labels.Count;

    /// <summary>Size H of an embedding; several poolings side by side have a multiple of the encoder's.</summary>
    public int Hidden => Cell.EmbeddingSize;

    /// <summary>Size of the rows that a loss receives: H, or that of a projection in front of it.</summary>
    public int Rows { get; init; } = Cell.EmbeddingSize;

    /// <summary>Names of the labels.</summary>
    public IReadOnlyList<string> Labels => Cell.Corpus.Source.Labels;

    /// <summary>How the run is trained.</summary>
    public TrainingSettings Settings => Cell.Settings;

    /// <summary>The random source of a station in this run's repetition.</summary>
    /// <param name="station">Name of the station.</param>
    public Random Source(string station) => Seeds.Source(Cell.Seed, FormattableString.Invariant($"{station}/{Cell.Repetition}"));

    /// <summary>Label of a text.</summary>
    /// <param name="text">Position in the corpus.</param>
    public int Label(int text) => Cell.Corpus.Source.Texts[text].Label;

    /// <summary>How alike the two of a pair are, 0 to 1; null in a corpus without scores.</summary>
    /// <param name="pair">Position in the corpus.</param>
    public double? Score(int pair) => Cell.Corpus.Source.Texts[pair].Score;
}
