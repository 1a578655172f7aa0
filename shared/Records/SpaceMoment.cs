namespace DmlStudio.Records;

/// <summary>One moment of training. Coordinates are stored x, y, x, y, …</summary>
/// <param name="Test">Held-out texts, in the order of the predictions, [2 N].</param>
/// <param name="Train">Training texts, [2 n].</param>
/// <param name="Proxies">Proxies, [2 P]; empty without.</param>
/// <param name="ProxyLoad">Number of held-out texts whose nearest proxy it is, [P].</param>
/// <param name="Figures">Figures of the whole space, which no projection has touched.</param>
public sealed record SpaceMoment(float[] Test, float[] Train, float[] Proxies, int[] ProxyLoad, IReadOnlyList<MetricValue> Figures);
