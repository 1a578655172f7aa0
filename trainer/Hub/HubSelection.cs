using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Hub;

/// <summary>Which files of a repository an encoder needs.</summary>
internal static partial class HubSelection
{
    private static readonly string[] Small =
    [
        "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt",
        "spiece.model", "sentencepiece.bpe.model", "modules.json", "added_tokens.json", "spm.model",
            "config_sentence_transformers.json", "adapter_config.json", "README.md",
    ];

    /// <summary>The files to download: settings and tokenizer, then the weights, safetensors before pytorch_model.bin.</summary>
    /// <param name="name">Named in messages.</param>
    /// <param name="files">All files of the repository.</param>
    /// <exception cref="InvalidDataException">There is no config.json, or there are no weights that can be read.</exception>
    public static IReadOnlyList<HubFile> Of(HubName name, IReadOnlyList<HubFile> files)
    {
        HubFile[] Named(string path) => [.. files.Where(f => f.Path == path)];
        if (Named("config.json").Length == 0)
        {
            throw new InvalidDataException($"{name} has no config.json; expected an encoder in Hugging Face's layout. Check the name.");
        }
        HubFile[] weights = Named("model.safetensors");
        foreach (var (index, shard) in new[] { ("model.safetensors.index.json", SafetensorsShard()),
            ("pytorch_model.bin.index.json", TorchShard()) })
        {
            if (weights.Length == 0 && index.StartsWith("pytorch", StringComparison.Ordinal)) { weights = Named("pytorch_model.bin"); }
            if (weights.Length == 0 && Named(index) is { Length: > 0 } found)
            {
                weights = [.. found, .. files.Where(f => shard.IsMatch(f.Path))];
            }
        }
        return weights.Length > 0
            ? [.. Small.SelectMany(Named),
                .. files.Where(f => Sentence().IsMatch(f.Path)),
                .. files.Where(f => Layer().IsMatch(f.Path)
                    && (!f.Path.EndsWith(".bin", StringComparison.Ordinal)
                        || Named(f.Path.Replace("pytorch_model.bin", "model.safetensors", StringComparison.Ordinal)).Length == 0)),
                .. weights]
            : throw new InvalidDataException(
                $"{name} has neither model.safetensors nor pytorch_model.bin; found "
                    + $"{string.Join(", ", files.Select(f => f.Path).Take(12))}. Choose a repository with PyTorch weights.");
    }

    [GeneratedRegex(@"^(\d+_Pooling/config|sentence_[^/]+_config)\.json$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\d+_Dense/(config\.json|model\.safetensors|pytorch_model\.bin)$")]
    private static partial Regex Layer();

    [GeneratedRegex(@"^model-\d+-of-\d+\.safetensors$")]
    private static partial Regex SafetensorsShard();

    [GeneratedRegex(@"^pytorch_model-\d+-of-\d+\.bin$")]
    private static partial Regex TorchShard();
}
