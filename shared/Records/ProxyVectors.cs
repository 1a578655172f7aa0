namespace DmlStudio.Records;

/// <summary>Proxies or centres before the first and after the last step, row by row, [P · D] each.</summary>
/// <param name="Dimension">Size D of an embedding.</param>
/// <param name="Labels">Label of each proxy, [P].</param>
/// <param name="Start">Before training.</param>
/// <param name="End">After training.</param>
public sealed record ProxyVectors(int Dimension, int[] Labels, float[] Start, float[] End);
