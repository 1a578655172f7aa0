namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Bounds of what a tokenizer file may say, far beyond any that is used, so that a damaged number is refused
/// before it asks for memory.</summary>
internal static class TokenId
{
    /// <summary>Largest token id.</summary>
    public const int Largest = 5_000_000;
}
