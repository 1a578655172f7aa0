using System.Text.Json;

namespace DmlStudio.Tests.Shared;

/// <summary>The reference material beside the checkout, where there is any.</summary>
public static class Fixtures
{
    /// <summary>A JSON fixture; skips the test, saying what it needed, when it is absent.</summary>
    public static JsonElement Json(string name)
    {
        var shared = Environment.GetEnvironmentVariable("DMLSTUDIO_SHARED") ?? Path.Combine(Repository.Root, "..", "shared");
        var path = Path.GetFullPath(Path.Combine(shared, "fixtures", name));
        Skip.IfNot(File.Exists(path), $"Needs fixtures/{name} of the reference folder.");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    /// <summary>Numbers of an array; NaN for null.</summary>
    public static double[] Doubles(this JsonElement array) =>
        [.. array.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    /// <summary>Whole numbers of an array.</summary>
    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>Rows of numbers.</summary>
    public static double[][] Rows(this JsonElement array) => [.. array.EnumerateArray().Select(r => r.Doubles())];
}
