using static DmlStudio.Tests.Trainer.Encoders.Architectures.TinyShapes;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>ELECTRA's small discriminator: Clark et al. 2020; words smaller than the states, token types.</summary>
internal sealed class ElectraTwin() : Twin(Make())
{
    private const int Hidden = 16, WordSize = 12, Heads = 4, Layers = 2, Inner = 24;

    public override int PadId => 0;

    public override double[][] States(double[][] words, int[] types)
    {
        double[][] positions = Checkpoint.Rows("embeddings.position_embeddings.weight"),
            kinds = Checkpoint.Rows("embeddings.token_type_embeddings.weight");
        var x = Norm("embeddings.LayerNorm",
            [.. words.Select((w, t) => w.Select((v, i) => v + positions[t][i] + kinds[types[t]][i]).ToArray())]);
        x = Linear("embeddings_project", x);
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            double[][] q = Linear(at + "attention.self.query", x), k = Linear(at + "attention.self.key", x),
                v = Linear(at + "attention.self.value", x);
            var mixed = Plain.Attend(Heads, v, (head, i, j) => Plain.Dot(q[i], k[j], head, Heads) / Math.Sqrt(Hidden / Heads));
            x = Norm(at + "attention.output.LayerNorm", Plain.Sum(Linear(at + "attention.output.dense", mixed), x));
            var fed = Linear(at + "output.dense", Plain.Each(Linear(at + "intermediate.dense", x), Plain.Gelu));
            x = Norm(at + "output.LayerNorm", Plain.Sum(fed, x));
        }
        return x;
    }

    private static TinyCheckpoint Make()
    {
        var tensors = new List<(string, long[])>
        {
            Table("embeddings.word_embeddings.weight", ToyBert.Letters.Count, WordSize),
                Table("embeddings.position_embeddings.weight", 150, WordSize),
                Table("embeddings.token_type_embeddings.weight", 2, WordSize),
        };
        tensors.AddRange(Pairs("", ("embeddings.LayerNorm", WordSize, 0), ("embeddings_project", Hidden, WordSize)));
        for (var layer = 0; layer < Layers; layer++)
        {
            tensors.AddRange(Pairs($"encoder.layer.{layer}.", ("attention.self.query", Hidden, Hidden),
                ("attention.self.key", Hidden, Hidden), ("attention.self.value", Hidden, Hidden),
                ("attention.output.dense", Hidden, Hidden), ("attention.output.LayerNorm", Hidden, 0),
                    ("intermediate.dense", Inner, Hidden), ("output.dense", Hidden, Inner), ("output.LayerNorm", Hidden, 0)));
        }
        var config = new Dictionary<string, object?>
        {
            ["hidden_size"] = Hidden,
            ["embedding_size"] = WordSize,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = ToyBert.Letters.Count,
            ["max_position_embeddings"] = 150,
            ["type_vocab_size"] = 2,
            ["layer_norm_eps"] = Epsilon,
            ["hidden_act"] = "gelu",
            ["pad_token_id"] = 0,
            ["position_embedding_type"] = "absolute",
            ["summary_type"] = "first",
        };
        return new TinyCheckpoint("electra", config, tensors, "electra.",
            [("discriminator_predictions.dense.weight", [Hidden, Hidden]), ("electra.embeddings.position_ids", [1, 8]),
                ("generator_predictions.LayerNorm.weight", [WordSize]), ("generator_lm_head.weight", [9, WordSize])])
        {
            Vocabulary = ToyBert.Letters,
        };
    }
}
