namespace DmlStudio.Records;

/// <summary>One trained tensor.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Packed">Bits of the values XOR those before training, the four bytes of all values one after the other, then
/// Brotli: few high bytes change, so they cost little.</param>
public sealed record KeptTensor(string Name, int Count, byte[] Packed);
