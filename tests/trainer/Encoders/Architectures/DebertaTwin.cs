using static DmlStudio.Tests.Trainer.Encoders.Architectures.TinyShapes;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>DeBERTa: He et al. 2021 and 2023 as published code has them. Version 3 has distances in buckets that share the words' query and
/// key; the other one, like the large models of version 2, a convolution, and here also all that no published model has at once: maps of
/// its own for distances, distances without buckets, absolute positions, token types and words of another size.</summary>
internal sealed class DebertaTwin(bool rich) : Twin(Make(rich))
{
    private const int Hidden = 16, Heads = 2, Layers = 2, Inner = 20, Buckets = 8, Furthest = 60, Near = 12, WordSize = 10;

    public override int PadId => 0;

    public override double[][] States(double[][] words, int[] types)
    {
        var x = words;
        if (rich)
        {
            double[][] positions = Checkpoint.Rows("embeddings.position_embeddings.weight"),
                kinds = Checkpoint.Rows("embeddings.token_type_embeddings.weight");
            x = Linear("embeddings.embed_proj",
                [.. x.Select((w, t) => w.Select((v, i) => v + positions[t][i] + kinds[types[t]][i]).ToArray())]);
        }
        var embedded = x = Norm("embeddings.LayerNorm", x);
        var distances = Checkpoint.Rows("encoder.rel_embeddings.weight");
        if (!rich) { distances = Norm("encoder.LayerNorm", distances); }
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            x = Layer(at, x, Linear(at + (rich ? "attention.self.pos_key_proj" : "attention.self.key_proj"), distances),
                Linear(at + (rich ? "attention.self.pos_query_proj" : "attention.self.query_proj"), distances));
            if (rich && layer == 0) { x = Norm("encoder.conv.LayerNorm", Plain.Sum(x, Plain.Each(Convolved(embedded), Math.Tanh))); }
        }
        return x;
    }

    private double[][] Layer(string at, double[][] x, double[][] distantKeys, double[][] distantQueries)
    {
        double[][] q = Linear(at + "attention.self.query_proj", x), k = Linear(at + "attention.self.key_proj", x),
            v = Linear(at + "attention.self.value_proj", x);
        var mixed = Plain.Attend(Heads, v, (head, i, j) =>
        {
            var place = Place(i - j);
            var sum = Plain.Dot(q[i], k[j], head, Heads) + Plain.Dot(q[i], distantKeys[place], head, Heads)
                + Plain.Dot(k[j], distantQueries[place], head, Heads);
            return sum / Math.Sqrt(3.0 * Hidden / Heads);
        });
        x = Norm(at + "attention.output.LayerNorm", Plain.Sum(Linear(at + "attention.output.dense", mixed), x));
        return Norm(at + "output.LayerNorm",
            Plain.Sum(Linear(at + "output.dense", Plain.Each(Linear(at + "intermediate.dense", x), Plain.Gelu)), x));
    }

    private double[][] Convolved(double[][] x)
    {
        var (weight, bias) = (Checkpoint.Values["encoder.conv.conv.weight"], Checkpoint.Vector("encoder.conv.conv.bias"));
        return [.. x.Select((_, t) => Enumerable.Range(0, Hidden).Select(o =>
        {
            var sum = bias[o];
            for (var step = -1; step <= 1; step++)
            {
                if (t + step < 0 || t + step >= x.Length) { continue; }
                for (var i = 0; i < Hidden; i++) { sum += x[t + step][i] * weight[(o * Hidden + i) * 3 + step + 1]; }
            }
            return sum;
        }).ToArray())];
    }

    // Without buckets every distance up to the furthest has a row; with them those up to 4, and farther ones share by logarithm.
    private int Place(int distance)
    {
        if (rich) { return Math.Clamp(distance + Near, 0, 2 * Near - 1); }
        var far = Math.Abs(distance);
        var bucket = far <= Buckets / 2 ? distance
            : Math.Sign(distance) * (Buckets / 2
                + (int)Math.Ceiling(Math.Log(far / (Buckets / 2.0)) / Math.Log((Furthest - 1) / (Buckets / 2.0)) * (Buckets / 2 - 1)
                    - 1e-9));
        return Math.Clamp(bucket + Buckets, 0, 2 * Buckets - 1);
    }

    private static TinyCheckpoint Make(bool rich)
    {
        var tensors = new List<(string, long[])> { Table("embeddings.word_embeddings.weight", ToyBert.Letters.Count, rich
            ? WordSize
            : Hidden) };
        if (rich)
        {
            tensors.AddRange([Table("embeddings.position_embeddings.weight", 150, WordSize),
                Table("embeddings.token_type_embeddings.weight", 2, WordSize), Table("embeddings.embed_proj.weight", Hidden, WordSize)]);
        }
        tensors.AddRange(Pairs("", ("embeddings.LayerNorm", Hidden, 0)));
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            tensors.AddRange(Pairs(at, ("attention.self.query_proj", Hidden, Hidden), ("attention.self.key_proj", Hidden, Hidden),
                ("attention.self.value_proj", Hidden, Hidden),
                ("attention.output.dense", Hidden, Hidden), ("attention.output.LayerNorm", Hidden, 0),
                    ("intermediate.dense", Inner, Hidden), ("output.dense", Hidden, Inner), ("output.LayerNorm", Hidden, 0)));
            if (rich)
            {
                tensors.AddRange(Pairs(at, ("attention.self.pos_key_proj", Hidden, Hidden),
                    ("attention.self.pos_query_proj", Hidden, Hidden)));
            }
        }
        tensors.Add(Table("encoder.rel_embeddings.weight", rich ? 2 * Near : 2 * Buckets, Hidden));
        if (!rich) { tensors.AddRange(Pairs("", ("encoder.LayerNorm", Hidden, 0))); }
        else
        {
            tensors.AddRange([("encoder.conv.conv.weight", [Hidden, Hidden, 3]), ("encoder.conv.conv.bias", [Hidden]),
                .. Pairs("", ("encoder.conv.LayerNorm", Hidden, 0))]);
        }
        var config = new Dictionary<string, object?>
        {
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = ToyBert.Letters.Count,
            ["max_position_embeddings"] = 150,
            ["layer_norm_eps"] = Epsilon,
            ["hidden_act"] = "gelu",
            ["pad_token_id"] = 0,
            ["relative_attention"] = true,
            ["position_biased_input"] = rich,
            ["share_att_key"] = !rich,
            ["type_vocab_size"] = rich
                ? 2
                : 0,
            ["max_relative_positions"] = rich
                ? Near
                : Furthest,
            ["position_buckets"] = rich
                ? -1
                : Buckets,
            ["norm_rel_ebd"] = rich ? "none" : "layer_norm",
            ["pos_att_type"] = rich ? new[] { "c2p", "p2c" } : "p2c|c2p",
        };
        if (rich) { (config["conv_kernel_size"], config["embedding_size"]) = (3, WordSize); }
        return new TinyCheckpoint("deberta-v2", config, tensors, "deberta.",
            [("lm_predictions.lm_head.dense.weight", [Hidden, Hidden]), ("mask_predictions.dense.weight", [Hidden, Hidden]),
                ("pooler.dense.weight", [Hidden, Hidden]), ("classifier.bias", [2])])
        {
            Vocabulary = ToyBert.Letters,
        };
    }
}
