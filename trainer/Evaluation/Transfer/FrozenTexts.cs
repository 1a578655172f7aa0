namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>Embeddings of texts that do not change: [N · D] in the order of the texts.</summary>
/// <param name="texts">The texts.</param>
/// <param name="interrupt">Stops between batches.</param>
/// <returns>[N · D].</returns>
internal delegate float[] FrozenTexts(IReadOnlyList<string> texts, CancellationToken interrupt);
