namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>A step that changes a text before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>The changed text.</summary>
    AlignedText Apply(AlignedText text);
}
