namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>A step that cuts a normalised text into words; a piece never reaches across two.</summary>
internal interface ISplitter
{
    /// <summary>The words of a stretch, in order, none empty.</summary>
    IEnumerable<AlignedText> Split(AlignedText text);
}
