using System.Text.Json;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What sentence-transformers' <c>1_Pooling/config.json</c> says: how the checkpoint was made to give a vector.</summary>
internal static class PoolingFile
{
    // In the order in which sentence-transformers puts several side by side.
    private static readonly (string Flag, string Mode)[] Flags =
    [
        ("pooling_mode_cls_token", "cls"),
        ("pooling_mode_max_tokens", "max"),
        ("pooling_mode_mean_tokens", "mean"),
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len"),
        ("pooling_mode_weightedmean_tokens", "weightedmean"),
        ("pooling_mode_lasttoken", "lasttoken"),
    ];

    /// <summary>The pooling of a checkpoint folder, or null where the folder says nothing.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <exception cref="InvalidDataException">The file is not JSON, or turns on nothing that is known.</exception>
    public static string? Read(string folder)
    {
        var path = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(path)) { return null; }
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var on = Flags.Where(f => json.RootElement.TryGetProperty(f.Flag, out var v) && v.ValueKind == JsonValueKind.True).Select(f => f.Mode).ToList();
            if (on.Count == 0 && json.RootElement.TryGetProperty("pooling_mode", out var mode) && mode.ValueKind == JsonValueKind.String) { on.Add(mode.GetString()!); }
            return on.Count > 0 ? Pooling.Parsed(string.Join('+', on)) : throw new InvalidDataException($"{path} turns no pooling on that is known; "
                + $"expected one of {string.Join(", ", Flags.Select(f => f.Flag))}. Name one with --pooling after removing the file.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} cannot be read ({e.Message}) Expected sentence-transformers' pooling settings; download it again or remove it.", e);
        }
    }
}
