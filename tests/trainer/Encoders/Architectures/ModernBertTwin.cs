using static DmlStudio.Tests.Trainer.Encoders.Architectures.TinyShapes;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>ModernBERT: Warner et al. 2024; four layers of which the first and the fourth see everything and the others
/// five words to either side, with other wavelengths.</summary>
internal sealed class ModernBertTwin() : Twin(Make())
{
    private const int Hidden = 16, Heads = 2, Layers = 4, Inner = 12, Size = Hidden / Heads, Window = 10;

    public override int PadId => 2;

    public override string Words => "embeddings.tok_embeddings.weight";

    public override double[][] States(double[][] words, int[] types)
    {
        var x = Norm("embeddings.norm", words);
        for (var layer = 0; layer < Layers; layer++)
        {
            var (at, whole) = ($"layers.{layer}.", layer % 3 == 0);
            var theta = whole ? 160_000.0 : 100.0;
            var qkv = Linear(at + "attn.Wqkv", layer == 0 ? x : Norm(at + "attn_norm", x));
            double[][] Part(int part) => [.. qkv.Select(r => r[(part * Hidden)..((part + 1) * Hidden)])];
            double[][] Turned(double[][] rows) => [.. rows.Select((row, t) => row.Select((v, i) =>
            {
                int head = i / Size * Size, place = i % Size, half = Size / 2;
                var angle = t * Math.Pow(theta, -2.0 * (place % half) / Size);
                return v * Math.Cos(angle) + (place < half ? -row[head + place + half] : row[head + place - half]) * Math.Sin(angle);
            }).ToArray())];
            double[][] q = Turned(Part(0)), k = Turned(Part(1));
            var mixed = Plain.Attend(Heads, Part(2), (head, i, j) => !whole && Math.Abs(i - j) > Window / 2
                ? double.NegativeInfinity
                : Plain.Dot(q[i], k[j], head, Heads) / Math.Sqrt(Size));
            x = Plain.Sum(x, Linear(at + "attn.Wo", mixed));
            var fed = Linear(at + "mlp.Wi", Norm(at + "mlp_norm", x));
            x = Plain.Sum(x, Linear(at + "mlp.Wo",
                [.. fed.Select(r => r[..Inner].Select((v, i) => Plain.Gelu(v) * r[Inner + i]).ToArray())]));
        }
        return Norm("final_norm", x);
    }

    private static TinyCheckpoint Make()
    {
        string[] vocabulary = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", .. ToyBert.Letters.Skip(5)];
        var tensors = new List<(string, long[])> { Table("embeddings.tok_embeddings.weight", vocabulary.Length, Hidden),
            ("embeddings.norm.weight", [Hidden]) };
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"layers.{layer}.";
            if (layer > 0) { tensors.Add((at + "attn_norm.weight", [Hidden])); }
            tensors.AddRange([Table(at + "attn.Wqkv.weight", 3 * Hidden, Hidden), Table(at + "attn.Wo.weight", Hidden, Hidden),
                (at + "mlp_norm.weight", [Hidden]),
                Table(at + "mlp.Wi.weight", 2 * Inner, Hidden), Table(at + "mlp.Wo.weight", Hidden, Inner)]);
        }
        tensors.Add(("final_norm.weight", [Hidden]));
        var config = new Dictionary<string, object?>
        {
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = vocabulary.Length,
            ["max_position_embeddings"] = 150,
            ["norm_eps"] = Epsilon,
            ["hidden_activation"] = "gelu",
            ["pad_token_id"] = 2,
            ["global_attn_every_n_layers"] = 3,
            ["local_attention"] = Window,
            ["global_rope_theta"] = 160000.0,
            ["local_rope_theta"] = 100.0,
            ["norm_bias"] = false,
            ["attention_bias"] = false,
            ["mlp_bias"] = false,
            ["position_embedding_type"] = "absolute",
        };
        return new TinyCheckpoint("modernbert", config, tensors, "model.",
            [("head.dense.weight", [Hidden, Hidden]), ("head.norm.weight", [Hidden]), ("decoder.bias", [vocabulary.Length]),
                ("classifier.weight", [2, Hidden])])
        {
            Vocabulary = vocabulary,
        };
    }
}
