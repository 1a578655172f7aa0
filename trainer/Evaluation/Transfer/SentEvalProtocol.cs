namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>SentEval's settings of the classifier on frozen embeddings.</summary>
/// <param name="Folds">Folds of cross-validation.</param>
/// <param name="Adam">Adam (rate 0.001); else RMSprop (rate 0.01).</param>
/// <param name="Batch">Texts of a batch.</param>
/// <param name="Tenacity">Evaluations without gain before the next one stops.</param>
/// <param name="EpochSize">Epochs between evaluations.</param>
internal sealed record SentEvalProtocol(int Folds, bool Adam, int Batch, int Tenacity, int EpochSize)
{
    /// <summary>Epochs at most.</summary>
    public const int MostEpochs = 200;

    /// <summary>Weight decays that are tried, as plain L2 inside the optimiser.</summary>
    public static IReadOnlyList<double> Decays { get; } = [1e-5, 1e-4, 1e-3, 1e-2];

    /// <summary>The settings of the literature.</summary>
    public static SentEvalProtocol Literature { get; } = new(10, true, 64, 5, 4);

    /// <summary>SentEval's fast settings.</summary>
    public static SentEvalProtocol Fast { get; } = new(5, false, 128, 3, 2);
}
