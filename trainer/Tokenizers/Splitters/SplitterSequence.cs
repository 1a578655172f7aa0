namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Steps one after the other; each cuts what the one before has made.</summary>
internal sealed class SplitterSequence(IReadOnlyList<ISplitter> steps) : ISplitter
{
    public IEnumerable<AlignedText> Split(AlignedText text) =>
        steps.Aggregate<ISplitter, IEnumerable<AlignedText>>([text], (words, step) => words.SelectMany(step.Split));
}
