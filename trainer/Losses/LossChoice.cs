using DmlStudio.Settings;

namespace DmlStudio.Losses;

/// <summary>A metric-learning loss that can be chosen by name; what people read of it stands on its settings record.</summary>
/// <param name="Settings">Type of its settings record.</param>
/// <param name="Make">From settings, number of labels and size of an embedding to the loss.</param>
public sealed record LossChoice(Type Settings, Func<object, int, int, EmbeddingLoss> Make)
{
    /// <summary>Its card.</summary>
    public ObjectiveInfo Card { get; } = ObjectiveInfo.Of(Settings);

    /// <summary>Name in files and on the command line, such as <c>proxy-anchor</c>.</summary>
    public string Key => Card.Key;

    /// <summary>Name as people read it, such as <c>ProxyAnchor</c>.</summary>
    public string Title => Card.Title;

    /// <summary>Family for colour and marker: proxy, multi, pair, sup, rec.</summary>
    public string Family => Card.Family;

    /// <summary>The paper that the loss is of.</summary>
    public string Source => Card.Source;

    /// <summary>A loss whose settings record carries its card.</summary>
    /// <typeparam name="T">Settings record.</typeparam>
    /// <param name="make">From settings, number of labels and size of an embedding to the loss.</param>
    public static LossChoice Of<T>(Func<T, int, int, EmbeddingLoss> make) =>
        new(typeof(T), (settings, labels, size) => make((T)settings, labels, size));
}
