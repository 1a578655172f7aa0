namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>A text put before every text that is not empty.</summary>
internal sealed class PrependText(string before) : INormalizer
{
    public AlignedText Apply(AlignedText text) => text.Text.Length == 0 ? text : text.After(before);
}
