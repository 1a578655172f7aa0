using System.Globalization;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Encoders;

/// <summary>The tokenizer of a checkpoint, which must fit its word table.</summary>
internal static class CheckpointTokenizer
{
    /// <summary>Opens it.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <exception cref="InvalidDataException">No tokenizer, one that cannot be read, or one with ids that the word table lacks.</exception>
    public static TextTokenizer Open(EncoderCheckpoint checkpoint)
    {
        var tokenizer = TokenizerFolder.Open(checkpoint.Folder);
        var rows = checkpoint.Config.Vocabulary;
        return tokenizer.VocabularySize <= rows ? tokenizer
            : throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{checkpoint.Folder}: the tokenizer has ids up to {tokenizer.VocabularySize - 1}, but the word table has {rows} "
                        + $"rows. ")
                + "Tokens were added without resizing the table: take the tokenizer files and weights that were saved together.");
    }
}
