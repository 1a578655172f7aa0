using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>The cleaning of machine translation: control characters dropped, unusual white space made plain.</summary>
internal sealed class NmtCleaning : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (rune, span) in text.Runes())
        {
            switch (rune.Value)
            {
                case (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F: break;
                case 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD:
                    made.Add(new Rune(' '), span);
                    break;
                default: made.Add(rune, span); break;
            }
        }
        return made.Text();
    }
}
