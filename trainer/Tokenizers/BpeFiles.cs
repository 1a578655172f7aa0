using System.Text.Encodings.Web;
using System.Text.Json;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Writes a byte-level BPE in Hugging Face's layout: tokenizer.json, and vocab.json with merges.txt for older readers.</summary>
internal static class BpeFiles
{
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    /// <summary>Reads vocab.json and merges.txt of a folder.</summary>
    /// <exception cref="InvalidDataException">A file is missing.</exception>
    public static (IReadOnlyDictionary<string, int> Vocabulary, IReadOnlyList<string> Merges) Read(string folder)
    {
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        if (!File.Exists(vocabulary) || !File.Exists(merges))
        {
            throw new InvalidDataException(
                $"{folder} has no vocab.json with merges.txt; expected a byte-level BPE, such as \"trainer tokenizer train\" writes.");
        }
        return (JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(vocabulary))!, [.. File.ReadAllLines(merges).Skip(1)]);
    }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Folder; made where it is missing.</param>
    /// <param name="vocabulary">Pieces with ids.</param>
    /// <param name="merges">Merges, best first.</param>
    /// <param name="lowerCase">Whether texts are lower-cased first.</param>
    /// <param name="maxTokens">Most tokens that the encoder takes.</param>
    public static void Write(string folder, IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<string> merges, bool lowerCase,
        int maxTokens)
    {
        Directory.CreateDirectory(folder);
        var specials = new[] { "<s>", "<pad>", "</s>", "<unk>", "<mask>" };
        var tokenizer = new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = specials.Select(s =>
                new
                {
                    id = vocabulary[s],
                    content = s,
                    single_word = false,
                    lstrip = s == "<mask>",
                    rstrip = false,
                    normalized = false,
                    special = true
                }),
            normalizer = lowerCase ? new { type = "Lowercase" } : null,
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            post_processor = new
            {
                type = "RobertaProcessing",
                sep = new object[] { "</s>", vocabulary["</s>"] },
                cls = new object[] { "<s>", vocabulary["<s>"] },
                trim_offsets = true,
                add_prefix_space = true,
            },
            decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            model = new
            {
                type = "BPE",
                dropout = (double?)null,
                unk_token = (string?)null,
                continuing_subword_prefix = "",
                end_of_word_suffix = "",
                fuse_unk = false,
                byte_fallback = false,
                vocab = vocabulary.OrderBy(v => v.Value).ToDictionary(v => v.Key, v => v.Value),
                merges,
            },
        };
        void Json(string name, object value) =>
            File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(value, Plain) + "\n");
        Json("tokenizer.json", tokenizer);
        Json("vocab.json", tokenizer.model.vocab);
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n" + string.Join('\n', merges) + "\n");
        Json("tokenizer_config.json", new
        {
            tokenizer_class = "RobertaTokenizerFast",
            add_prefix_space = true,
            do_lower_case = lowerCase,
            model_max_length = maxTokens,
            bos_token = "<s>",
            eos_token = "</s>",
            cls_token = "<s>",
            sep_token = "</s>",
            pad_token = "<pad>",
            unk_token = "<unk>",
            mask_token = "<mask>",
        });
    }
}
