using System.Text.Json;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>A tiny BERT checkpoint with random weights and a vocabulary of one's own.</summary>
internal static class ToyBert
{
    /// <summary>Letters and their continuations, after the special tokens.</summary>
    public static IReadOnlyList<string> Letters { get; } =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. "abcdefghijklmnopqrstuvwxyz".SelectMany(c => new[] { $"{c}", $"##{c}" })];

    /// <summary>Writes config.json, vocab.txt and model.safetensors.</summary>
    public static void Write(string folder, IReadOnlyList<string> vocabulary, int positions)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vocabulary);
        var config = new EncoderConfig("bert", 16, 2, 2, 24, vocabulary.Count, positions, 2, 1e-12, "gelu", 0);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            model_type = "bert",
            hidden_size = 16,
            num_hidden_layers = 2,
            num_attention_heads = 2,
            intermediate_size = 24,
            vocab_size = vocabulary.Count,
            max_position_embeddings = positions,
            type_vocab_size = 2,
            layer_norm_eps = 1e-12,
            hidden_act = "gelu",
            pad_token_id = 0,
        }));
        var random = new Random(4);
        SafetensorsWriter.WriteHalf(Path.Combine(folder, "model.safetensors"), EncoderShapes.Of(config).Select(s => (s.Key, s.Value,
            Enumerable.Range(0, (int)s.Value.Aggregate(1L, (a, b) => a * b))
                .Select(_ => s.Key.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : (float)(random.NextDouble() - 0.5))
                .ToArray())));
    }
}
