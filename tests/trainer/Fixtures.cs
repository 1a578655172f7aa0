using System.Text.Json;

namespace DmlStudio.Tests.Trainer;

/// <summary>The reference material beside the checkout, where there is any.</summary>
public static class Fixtures
{
    /// <summary>The folder named by DMLSTUDIO_SHARED, else <c>../shared</c> beside the sources.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("DMLSTUDIO_SHARED") ?? Path.Combine(Repository.Root, "..", "shared");

    /// <summary>A path below that folder; skips the test, saying what it needed, when it is absent.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Shared, .. parts]));
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"Needs {string.Join('/', parts)} of the reference folder.");
        return path;
    }

    /// <summary>A JSON fixture.</summary>
    public static JsonElement Json(string name) =>
        JsonDocument.Parse(File.ReadAllText(Require("fixtures", name))).RootElement;
}
