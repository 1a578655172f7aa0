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
        RequireSamePadding(checkpoint, tokenizer);
        // An encoder without token types does not read them.
        if (checkpoint.Config.TokenTypes > 0 && tokenizer.Special.PairType >= checkpoint.Config.TokenTypes)
        {
            tokenizer.PairFault = string.Create(CultureInfo.InvariantCulture,
                $"{checkpoint.Folder}: the tokenizer gives a second text the token type {tokenizer.Special.PairType}, but config.json's "
                    + $"type_vocab_size is {checkpoint.Config.TokenTypes}; expected a type for each text. Choose another encoder for "
                    + $"pairs.");
        }
        RequireLower(checkpoint, tokenizer);
        return tokenizer.VocabularySize <= rows ? tokenizer
            : throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{checkpoint.Folder}: the tokenizer has ids up to {tokenizer.VocabularySize - 1}, but the word table has {rows} "
                        + $"rows. ")
                + "Tokens were added without resizing the table: take the tokenizer files and weights that were saved together.");
    }

    // Where positions count from the padding token on, another one would shift every position.
    private static void RequireSamePadding(EncoderCheckpoint checkpoint, TextTokenizer tokenizer)
    {
        if (checkpoint.Config.PositionsFollowPadding && tokenizer.Special.PadId != checkpoint.Config.PadId)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{checkpoint.Folder}: config.json says pad_token_id {checkpoint.Config.PadId}, but the tokenizer pads with "
                    + $"{tokenizer.Special.PadId}; expected the same, since positions count from it. ")
                + "Take the config.json and tokenizer files that were saved together.");
        }
    }

    // sentence-transformers can put texts in lower case itself; a tokenizer that does so makes no difference.
    private static void RequireLower(EncoderCheckpoint checkpoint, TextTokenizer tokenizer)
    {
        if (!checkpoint.Modules.Lowers) { return; }
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            if (!Ids(letter).SequenceEqual(Ids(char.ToUpperInvariant(letter))))
            {
                throw new InvalidDataException($"{checkpoint.Folder}: the sentence-transformers settings say do_lower_case true, but the "
                    + "tokenizer tells upper from lower case; expected one that does not. Set do_lower_case of the tokenizer, or choose "
                    + "another encoder.");
            }
        }

        IReadOnlyList<int> Ids(char letter) => tokenizer.Encode($"{letter}", null, 8).Ids;
    }
}
