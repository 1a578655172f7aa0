namespace DmlStudio.Trainer.Losses;

/// <summary>A metric-learning loss that can be chosen by name.</summary>
/// <param name="Key">Name in files and on the command line, such as <c>proxy-anchor</c>.</param>
/// <param name="Title">Name as people read it, such as <c>ProxyAnchor</c>.</param>
/// <param name="Family">Family for colour and marker: proxy, multi, pair, sup, rec.</param>
/// <param name="Settings">Type of its settings record.</param>
/// <param name="Source">Paper.</param>
/// <param name="Make">From settings, number of labels and size of an embedding to the loss.</param>
public sealed record LossChoice(
    string Key, string Title, string Family, Type Settings, string Source, Func<object, int, int, EmbeddingLoss> Make);
