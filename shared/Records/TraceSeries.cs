namespace DmlStudio.Records;

/// <summary>A number that was recorded at every step.</summary>
/// <param name="Name">Name, such as <c>weight/sup-con</c>.</param>
/// <param name="Unit">Unit, such as <c>nats</c>; empty for none.</param>
/// <param name="Values">One value per step; NaN where a step had none.</param>
public sealed record TraceSeries(string Name, string Unit, float[] Values);
