using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Cuts at the characters of a class.</summary>
internal sealed class CharacterSplitter(Func<Rune, bool> isDelimiter, Delimiters delimiters) : ISplitter
{
    public IEnumerable<AlignedText> Split(AlignedText text) => Cut.Along(text, Cut.At(text.Text, isDelimiter), delimiters);
}
