using System.Reflection.Emit;

namespace DmlStudio.Tests;

/// <summary>The instructions of a method's body, one after the other.</summary>
public static class Instructions
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(c => c.Value);

    /// <summary>Each instruction with the place of its operand.</summary>
    /// <param name="body">What the compiler made.</param>
    public static IEnumerable<(OpCode Code, int Operand)> Of(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var code = body[at] == 0xFE ? Codes[(short)(0xFE00 | body[at + 1])] : Codes[body[at]];
            at += code.Size;
            yield return (code, at);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(body, at),
                _ => 4,
            };
        }
    }
}
