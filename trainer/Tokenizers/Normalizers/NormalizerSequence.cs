namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Steps one after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> steps) : INormalizer
{
    public AlignedText Apply(AlignedText text) => steps.Aggregate(text, (t, step) => step.Apply(t));
}
