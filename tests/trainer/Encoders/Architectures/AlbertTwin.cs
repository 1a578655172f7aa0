using static DmlStudio.Tests.Trainer.Encoders.Architectures.TinyShapes;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>ALBERT: Lan et al. 2020; five layers in two groups (the first three, and the other two), each of two layers, so that the stack
/// is ten deep with four layers' weights; GELU by tanh.</summary>
internal sealed class AlbertTwin() : Twin(Make())
{
    private const int Hidden = 16, WordSize = 10, Heads = 2, Layers = 5, Groups = 2, InGroup = 2, Inner = 20;

    public override int PadId => 0;

    public override int Attentions => Layers * InGroup;

    public override double[][] States(double[][] words, int[] types)
    {
        double[][] positions = Checkpoint.Rows("embeddings.position_embeddings.weight"),
            kinds = Checkpoint.Rows("embeddings.token_type_embeddings.weight");
        var x = Norm("embeddings.LayerNorm",
            [.. words.Select((w, t) => w.Select((v, i) => v + positions[t][i] + kinds[types[t]][i]).ToArray())]);
        x = Linear("encoder.embedding_hidden_mapping_in", x);
        foreach (var group in new[] { 0, 0, 0, 1, 1 })
        {
            for (var inner = 0; inner < InGroup; inner++) { x = Layer($"encoder.albert_layer_groups.{group}.albert_layers.{inner}.", x); }
        }
        return x;
    }

    private double[][] Layer(string at, double[][] x)
    {
        double[][] q = Linear(at + "attention.query", x), k = Linear(at + "attention.key", x), v = Linear(at + "attention.value", x);
        var mixed = Plain.Attend(Heads, v, (head, i, j) => Plain.Dot(q[i], k[j], head, Heads) / Math.Sqrt(Hidden / Heads));
        x = Norm(at + "attention.LayerNorm", Plain.Sum(Linear(at + "attention.dense", mixed), x));
        return Norm(at + "full_layer_layer_norm",
            Plain.Sum(Linear(at + "ffn_output", Plain.Each(Linear(at + "ffn", x), Plain.GeluByTanh)), x));
    }

    private static TinyCheckpoint Make()
    {
        var tensors = new List<(string, long[])>
        {
            Table("embeddings.word_embeddings.weight", ToyBert.Letters.Count, WordSize),
                Table("embeddings.position_embeddings.weight", 150, WordSize),
                Table("embeddings.token_type_embeddings.weight", 2, WordSize),
        };
        tensors.AddRange(Pairs("", ("embeddings.LayerNorm", WordSize, 0), ("encoder.embedding_hidden_mapping_in", Hidden, WordSize)));
        for (var layer = 0; layer < Groups * InGroup; layer++)
        {
            tensors.AddRange(Pairs($"encoder.albert_layer_groups.{layer / InGroup}.albert_layers.{layer % InGroup}.",
                ("full_layer_layer_norm", Hidden, 0), ("attention.query", Hidden, Hidden),
                ("attention.key", Hidden, Hidden), ("attention.value", Hidden, Hidden), ("attention.dense", Hidden, Hidden),
                    ("attention.LayerNorm", Hidden, 0), ("ffn", Inner, Hidden), ("ffn_output", Hidden, Inner)));
        }
        var config = new Dictionary<string, object?>
        {
            ["hidden_size"] = Hidden,
            ["embedding_size"] = WordSize,
            ["num_hidden_layers"] = Layers,
            ["num_hidden_groups"] = Groups,
            ["inner_group_num"] = InGroup,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Inner,
            ["vocab_size"] = ToyBert.Letters.Count,
            ["max_position_embeddings"] = 150,
            ["type_vocab_size"] = 2,
            ["layer_norm_eps"] = Epsilon,
            ["hidden_act"] = "gelu_new",
            ["pad_token_id"] = 0,
            ["down_scale_factor"] = 1,
            ["gap_size"] = 0,
            ["net_structure_type"] = 0,
            ["num_memory_blocks"] = 0,
        };
        return new TinyCheckpoint("albert", config, tensors, "albert.",
            [("albert.pooler.weight", [Hidden, Hidden]), ("predictions.dense.weight", [WordSize, Hidden]),
                ("sop_classifier.classifier.weight", [2, Hidden])])
        {
            Vocabulary = ToyBert.Letters,
        };
    }
}
