namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>MPNet: Song et al. 2020; the published model has T5's 32 buckets up to distance 128, one table for all layers.</summary>
internal sealed class MpNetTwin() : Twin(Make())
{
    private const int Hidden = 16, Heads = 2, Layers = 3, Inner = 20;

    public override int PadId => 1;

    public override double[][] States(double[][] words, int[] types)
    {
        var positions = Checkpoint.Rows("embeddings.position_embeddings.weight");
        var bias = Checkpoint.Rows("encoder.relative_attention_bias.weight");
        // The first token stands at 2: 0 is nobody's, 1 is padding's.
        var x = Norm("embeddings.LayerNorm", [.. words.Select((w, t) => w.Select((v, i) => v + positions[t + 2][i]).ToArray())]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            double[][] q = Linear(at + "attention.attn.q", x), k = Linear(at + "attention.attn.k", x),
                v = Linear(at + "attention.attn.v", x);
            var mixed = Plain.Attend(Heads, v,
                (head, i, j) => Plain.Dot(q[i], k[j], head, Heads) / Math.Sqrt(Hidden / Heads) + bias[Bucket(j - i)][head]);
            x = Norm(at + "attention.LayerNorm", Plain.Sum(Linear(at + "attention.attn.o", mixed), x));
            var fed = Linear(at + "output.dense", Plain.Each(Linear(at + "intermediate.dense", x), Plain.Gelu));
            x = Norm(at + "output.LayerNorm", Plain.Sum(fed, x));
        }
        return x;
    }

    // Keys to the right have the upper 16 buckets; distances below 8 have their own, the rest share 8 by logarithm.
    private static int Bucket(int offset)
    {
        var distance = Math.Abs(offset);
        var within = distance < 8 ? distance : Math.Min(15, 8 + (int)(Math.Log(distance / 8.0) / Math.Log(16) * 8 + 1e-9));
        return (offset > 0 ? 16 : 0) + within;
    }

    private static TinyCheckpoint Make()
    {
        string[] vocabulary = ["[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]", .. ToyBert.Letters.Skip(5)];
        var tensors = new List<(string, long[])>
        {
            ("embeddings.word_embeddings.weight", [vocabulary.Length, Hidden]), ("embeddings.position_embeddings.weight", [160, Hidden]),
            ("embeddings.LayerNorm.weight", [Hidden]), ("embeddings.LayerNorm.bias", [Hidden]),
                ("encoder.relative_attention_bias.weight", [32, Heads]),
        };
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var (name, output, input) in new[]
            {
                ("attention.attn.q", Hidden, Hidden), ("attention.attn.k", Hidden, Hidden), ("attention.attn.v", Hidden, Hidden),
                    ("attention.attn.o", Hidden, Hidden),
                ("attention.LayerNorm", Hidden, 0), ("intermediate.dense", Inner, Hidden), ("output.dense", Hidden, Inner),
                    ("output.LayerNorm", Hidden, 0),
            })
            {
                tensors.Add(($"encoder.layer.{layer}.{name}.weight", input == 0 ? [output] : [output, input]));
                tensors.Add(($"encoder.layer.{layer}.{name}.bias", [output]));
            }
        }
        var config = new Dictionary<string, object?>
        {
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = vocabulary.Length,
            ["max_position_embeddings"] = 160,
            ["layer_norm_eps"] = Epsilon,
            ["hidden_act"] = "gelu",
            ["relative_attention_num_buckets"] = 32,
            ["pad_token_id"] = 1,
        };
        return new TinyCheckpoint("mpnet", config, tensors, "mpnet.",
            [("lm_head.dense.weight", [Hidden, Hidden]), ("mpnet.pooler.dense.weight", [Hidden, Hidden]),
                ("mpnet.embeddings.position_ids", [1, 8])])
        {
            Vocabulary = vocabulary,
        };
    }
}
