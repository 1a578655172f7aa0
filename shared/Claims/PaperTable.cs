using DmlStudio.Settings;

namespace DmlStudio.Claims;

/// <summary>The papers that come with the program: the one place that a new one is added to.</summary>
public static class PaperTable
{
    // In the order of the pages; each is data/claims/<key>.yaml.
    private static readonly string[] Keys =
    [
        "revisiting-dml",
        "dml-few-shot",
        "triple-entropy",
        "multi-objective",
        "dynasent",
        "sup-con",
        "sentence-bert",
        "sentence-t5",
        "e-sup-con",
        "proxy-nca",
        "ensemble",
        "scal",
        "clld",
    ];

    /// <summary>All papers.</summary>
    public static IReadOnlyList<Paper> All { get; } = [.. Keys.Select(Read)];

    /// <summary>A paper by key, or null.</summary>
    public static Paper? Find(string key) => All.FirstOrDefault(p => p.Key == key);

    /// <summary>What is said of a key that no paper has.</summary>
    /// <param name="key">What was asked.</param>
    /// <param name="own">Papers beside the runs.</param>
    public static string Unknown(string key, IEnumerable<Paper> own) =>
        SettingInfo.Unknown("claims", key, All.Concat(own).Select(p => p.Key)) + " A file of your own is named with its ending, .yaml.";

    private static Paper Read(string key)
    {
        var name = $"claims/{key}.yaml";
        using var stream = typeof(PaperTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program holds no {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return PaperFile.Read(bytes, $"data/{name}", key) with { IsInside = true };
    }
}
