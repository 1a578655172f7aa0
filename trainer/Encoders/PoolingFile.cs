using System.Globalization;
using System.Text.Json;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What sentence-transformers' <c>1_Pooling/config.json</c> says: how the checkpoint was made to give a vector.</summary>
internal static class PoolingFile
{
    // In the order in which sentence-transformers puts several side by side; the value of pooling_mode, and the mode here.
    private static readonly (string Flag, string Value, string Mode)[] Known =
    [
        ("pooling_mode_cls_token", "cls", "cls"),
        ("pooling_mode_max_tokens", "max", "max"),
        ("pooling_mode_mean_tokens", "mean", "mean"),
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", "mean_sqrt_len"),
        ("pooling_mode_weightedmean_tokens", "weightedmean", "weightedmean"),
        ("pooling_mode_lasttoken", "lasttoken", "lasttoken"),
    ];

    /// <summary>The pooling of a checkpoint folder, or null where the folder says nothing.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <param name="hidden">Size H of the encoder's states.</param>
    /// <exception cref="InvalidDataException">The file is missing though modules.json names it, is not JSON, belongs to states of another
    /// size, contradicts itself, or turns on what is not known.</exception>
    public static string? Read(string folder, int hidden)
    {
        var named = SentenceModulesFile.PoolingFolder(folder);
        var path = Path.Combine(folder, named ?? "1_Pooling", "config.json");
        if (!File.Exists(path))
        {
            return named is null ? null : throw new InvalidDataException($"{path} is missing, but modules.json names its folder; expected "
                + "how the checkpoint pools. Copy the whole folder again, with the folders in it.");
        }
        var json = JsonPlace.Read(path);
        if (json.Flag("include_prompt") == false)
        {
            throw json.Need("include_prompt")
                .Fault("expected true: a prompt's tokens are pooled with the text's", "Choose another encoder");
        }
        foreach (var size in new[] { "word_embedding_dimension", "embedding_dimension" })
        {
            if (json.Find(size) is { } at && at.Whole(1, int.MaxValue) != hidden)
            {
                throw at.Fault(
                    string.Create(CultureInfo.InvariantCulture, $"but the encoder's states have {hidden} numbers; expected as many"),
                    "Copy the whole folder again");
            }
        }
        var flags = Flags(json);
        var modes = json.Find("pooling_mode") is { } mode ? Modes(mode) : flags;
        if (modes.Count == 0)
        {
            throw new InvalidDataException($"{path} turns no pooling on that is known; "
                + $"expected one of {string.Join(", ", Known.Select(f => f.Flag))}. Name one with --pooling after removing the file.");
        }
        if (flags.Count > 0 && !flags.Order(StringComparer.Ordinal).SequenceEqual(modes.Order(StringComparer.Ordinal)))
        {
            throw json.Need("pooling_mode").Fault($"but the flags beside it turn {string.Join(" and ", flags)} on; expected one of both",
                "Keep the one that the checkpoint was trained with");
        }
        return Pooling.Parsed(string.Join('+', modes));
    }

    private static List<string> Flags(JsonPlace json)
    {
        foreach (var (name, value) in json.Fields())
        {
            if (name.StartsWith("pooling_mode_", StringComparison.Ordinal) && Known.All(k => k.Flag != name) && value.Value.ValueKind
                is not (JsonValueKind.False or JsonValueKind.Null))
            {
                throw value.Fault($"which is not known; expected some of {string.Join(", ", Known.Select(k => k.Flag))}",
                    "Choose another encoder");
            }
        }
        return [.. Known.Where(k => json.Flag(k.Flag) == true).Select(k => k.Mode)];
    }

    // One, or a list of them, in the order in which they stand side by side.
    private static List<string> Modes(JsonPlace mode) =>
        [.. (mode.Value.ValueKind == JsonValueKind.Array ? mode.Items() : [mode]).Select(m =>
            Known.FirstOrDefault(k => k.Value == m.Text()).Mode
                ?? throw m.Fault($"which is not known; expected some of {string.Join(", ", Known.Select(k => k.Value))}",
                    "Choose another encoder"))];
}
