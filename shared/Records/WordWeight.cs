namespace DmlStudio.Records;

/// <summary>One word of an explained text.</summary>
/// <param name="Start">First character in the original text (UTF-16 code units).</param>
/// <param name="End">Character after the last.</param>
/// <param name="Weight">Signed weight in the unit of the explained target; positive supports the label; null for a
/// word that the model did not see (cut off).</param>
public sealed record WordWeight(int Start, int End, double? Weight);
