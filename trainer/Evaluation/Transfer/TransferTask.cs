using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>A task that frozen embeddings are judged by.</summary>
/// <param name="Key">Key, such as <c>mr</c>.</param>
/// <param name="Suite"><c>senteval</c> or <c>sts</c>.</param>
/// <param name="Needs">Folder below the data folder.</param>
internal sealed record TransferTask(string Key, string Title, string Suite, string Needs, Func<TransferTask.Input, TransferScore> Judge)
{
    /// <summary>What a task works on.</summary>
    /// <param name="Task">The task itself.</param>
    /// <param name="Folders">Where data lies.</param>
    /// <param name="Embed">The frozen encoder.</param>
    /// <param name="Size">Size of an embedding.</param>
    /// <param name="Progress">Told the share done.</param>
    internal sealed record Input(TransferTask Task, DataFolders Folders, FrozenTexts Embed, int Size, TransferSettings Settings,
        Action<double> Progress, CancellationToken Interrupt)
    {
        /// <summary>SentEval's settings.</summary>
        public SentEvalProtocol Protocol =>
            Settings.Protocol == TransferProtocol.Fast ? SentEvalProtocol.Fast : SentEvalProtocol.Literature;

        /// <summary>A score of this task.</summary>
        public TransferScore Score(string scheme, int train, int test, IReadOnlyList<TransferMetric> metrics,
            IReadOnlyList<TransferPart> parts) =>
            new(Task.Key, Task.Title, Task.Suite, scheme, train, test, 0, metrics, parts);
    }
}
