using DmlStudio.Trainer.Files;

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
        var path = Path.Combine(folder, SentenceModulesFile.PoolingFolder(folder), "config.json");
        if (!File.Exists(path)) { return null; }
        var json = JsonPlace.Read(path);
        if (json.Flag("include_prompt") == false)
        {
            throw json.Need("include_prompt")
                .Fault("expected true: a prompt's tokens are pooled with the text's", "Choose another encoder");
        }
        var on = Flags.Where(f => json.Flag(f.Flag) == true).Select(f => f.Mode).ToList();
        if (on.Count == 0 && json.Find("pooling_mode") is { } mode) { on.Add(mode.Text()); }
        return on.Count > 0 ? Pooling.Parsed(string.Join('+', on))
            : throw new InvalidDataException($"{path} turns no pooling on that is known; "
            + $"expected one of {string.Join(", ", Flags.Select(f => f.Flag))}. Name one with --pooling after removing the file.");
    }
}
