namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>The kinds of encoder that are held to a twin, by name.</summary>
internal static class Twins
{
    private static readonly Dictionary<string, Func<Twin>> Known = new()
    {
        ["mpnet"] = () => new MpNetTwin(),
        ["electra"] = () => new ElectraTwin(),
        ["albert"] = () => new AlbertTwin(),
        ["deberta-v3"] = () => new DebertaTwin(rich: false),
        ["deberta-v2"] = () => new DebertaTwin(rich: true),
        ["modernbert"] = () => new ModernBertTwin(),
    };

    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <summary>Names, as data of a theory.</summary>
    public static TheoryData<string> Names { get; } = [.. Known.Keys];

    /// <summary>A new twin.</summary>
    public static Twin Of(string name) => Known[name]();
}
