namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>The kinds of encoder that can be read: the one place that names them all.</summary>
internal static class ArchitectureTable
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new BertArchitecture(), new DistilBertArchitecture(), new T5Architecture(), new MpNetArchitecture(), new ElectraArchitecture(),
            new AlbertArchitecture(), new DebertaArchitecture(),
        new ModernBertArchitecture(),
    ];

    /// <summary>Every <c>model_type</c> that is known.</summary>
    public static IReadOnlyList<string> ModelTypes { get; } = [.. All.SelectMany(a => a.ModelTypes)];

    /// <summary>Their names for people, as a sentence lists them.</summary>
    public static string Titles => string.Join(", ", All.SkipLast(1).Select(a => a.Title)) + " or " + All[^1].Title;

    /// <summary>The architecture of a model type, or null.</summary>
    /// <param name="type">config.json's <c>model_type</c>.</param>
    public static Architecture? Find(string type) => All.FirstOrDefault(a => a.ModelTypes.Contains(type));
}
