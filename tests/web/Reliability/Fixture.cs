using System.Text.Json;

namespace DmlStudio.Tests.Web.Reliability;

/// <summary>metrics.json of the reference folder, where there is one.</summary>
internal static class Fixture
{
    public static JsonElement.ArrayEnumerator Cases(string section)
    {
        var folder = Environment.GetEnvironmentVariable("DMLSTUDIO_SHARED") ?? Path.Combine(Repository.Root, "..", "shared");
        var path = Path.GetFullPath(Path.Combine(folder, "fixtures", "metrics.json"));
        Skip.IfNot(File.Exists(path), "Needs fixtures/metrics.json of the reference folder.");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty(section).EnumerateArray();
    }

    public static double[] Numbers(this JsonElement array) =>
        [.. array.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];

    public static double[] Flat(this JsonElement rows) => [.. rows.EnumerateArray().SelectMany(Numbers)];

    public static double? Number(this JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } v ? v.GetDouble() : null;

    public static void Same(double? expected, double? found, double tolerance, string what)
    {
        var same = expected is null
            ? found is null || double.IsNaN(found.Value)
            : found is not null && Math.Abs(expected.Value - found.Value) <= tolerance;
        Assert.True(same, FormattableString.Invariant($"{what}: expected {expected}, found {found}, tolerance {tolerance}"));
    }
}
