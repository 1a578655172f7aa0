using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Encoders.Architectures;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>What config.json says and no encoder of this program does is refused by its name, before any weight is read.</summary>
public sealed class ArchitectureFaultsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("architecture-").FullName;

    public static TheoryData<string> Kinds => Twins.Names;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mpnet", "relative_attention_num_buckets", 64,
        "relative_attention_num_buckets is 64, which is not honoured; expected 32. Choose another encoder.")]
    [InlineData("mpnet", "pad_token_id", 0, "pad_token_id is 0, which is not honoured; expected 1.")]
    [InlineData("mpnet", "hidden_act", "swish", "the activation is \"swish\", expected gelu or gelu_new")]
    [InlineData("electra", "position_embedding_type", "relative_key", "positions are \"relative_key\", expected absolute")]
    [InlineData("electra", "is_decoder", true, "is_decoder is true, which is not honoured; expected false.")]
    [InlineData("electra", "embedding_size", 8, "has the shape")]
    [InlineData("albert", "num_hidden_groups", 6,
        "num_hidden_groups is 6, and inner_group_num 2, which is not honoured; expected 1 to 5 groups")]
    [InlineData("deberta-v3", "relative_attention", false, "relative_attention is not true, which is not honoured; expected true.")]
    [InlineData("deberta-v3", "pos_att_type", "c2p|p2p", "pos_att_type is c2p|p2p, which is not honoured; expected c2p, p2c or both.")]
    [InlineData("deberta-v3", "pos_att_type", "", "pos_att_type is empty")]
    [InlineData("deberta-v3", "norm_rel_ebd", "batch_norm",
        "norm_rel_ebd is batch_norm, which is not honoured; expected layer_norm or none.")]
    [InlineData("deberta-v3", "position_buckets", 200,
        "position_buckets is 200, which is not honoured; expected fewer than twice the furthest distance 59.")]
    [InlineData("deberta-v3", "attention_head_size", 4, "attention_head_size is 4, which is not honoured; expected 8.")]
    [InlineData("deberta-v3", "z_steps", 2, "z_steps is 2, which is not honoured; expected 0 or 1.")]
    [InlineData("deberta-v2", "conv_groups", 2, "conv_groups is 2, which is not honoured; expected 1.")]
    [InlineData("deberta-v2", "conv_kernel_size", 4, "conv_kernel_size is 4, which is not honoured; expected an odd number, or 0.")]
    [InlineData("deberta-v2", "conv_act", "mish", "conv_act is mish, which is not honoured; expected tanh,")]
    [InlineData("modernbert", "local_attention", 0, "local_attention is 0, which is not honoured; expected a number above 0.")]
    [InlineData("modernbert", "num_attention_heads", 16,
        "hidden_size is 16 in 16 heads of 1, which is not honoured; expected heads of an even size")]
    [InlineData("modernbert", "local_rope_theta", 0, "local_rope_theta is 0, which is not honoured; expected a number above 1.")]
    [InlineData("modernbert", "hidden_activation", "laplace", "the activation is \"laplace\"")]
    [InlineData("modernbert", "attention_bias", true, "weights are missing, the first is encoder.layer.0.attn.Wqkv.bias")]
    [InlineData("modernbert", "global_attn_every_n_layers", 0,
        "global_attn_every_n_layers is 0, which is not honoured; expected a number above 0.")]
    [InlineData("modernbert", "layer_types", "full_attention", "layer_types is \"full_attention\", which is not honoured; expected 4 of")]
    [InlineData("modernbert", "rope_parameters", "default", "rope_parameters is \"default\", expected an object")]
    [InlineData("albert", "inner_group_num", 1, "which no albert encoder as config.json describes it has")]
    [InlineData("albert", "num_attention_heads", 3, "3 heads do not divide the hidden size 16")]
    public void Read_WhatIsNotHonoured_IsRefusedByName(string kind, string field, object value, string said)
    {
        Twins.Of(kind).Checkpoint.Write(_folder, change: (field, value));
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PositionsOfAModernBertThatAreNotHonoured_AreRefusedByName()
    {
        void Says(string said, string field, object value)
        {
            Twins.Of("modernbert").Checkpoint.Write(_folder, change: (field, value));
            Assert.Contains(said, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message,
                StringComparison.Ordinal);
        }
        Says("layer_types is [\"full_attention\"], which is not honoured; expected 4 of full_attention and sliding_attention.",
            "layer_types", new[] { "full_attention" });
        Says("which is not honoured; expected 4 of full_attention", "layer_types",
            new[] { "full_attention", "full_attention", "linear_attention", "full_attention" });
        Says("rope_parameters is of the type yarn for full_attention, which is not honoured; expected default.", "rope_parameters",
            new { full_attention = new { rope_type = "yarn", rope_theta = 10.0 } });
        Says("rope_parameters is for rope_theta, which is not honoured; expected full_attention and sliding_attention.",
            "rope_parameters", new { rope_theta = 10.0 });
        Says("rope_parameters.full_attention.partial_rotary_factor is 0.5, which is not honoured; expected rope_type and rope_theta alone.",
            "rope_parameters", new { full_attention = new { rope_theta = 160000.0, partial_rotary_factor = 0.5 } });
        Says("rope_parameters is of the type yarn for full_attention", "rope_parameters", new { full_attention = new { type = "yarn" } });
        Says("rope_parameters.full_attention.rope_theta is \"10\", expected a number.", "rope_parameters",
            new { full_attention = new { rope_theta = "10" } });
        Says("rope_scaling is {\"type\":\"linear\"}, which is not honoured; expected null.", "rope_scaling", new { type = "linear" });
    }

    // A bias, a convolution or a map that the weights have and the settings deny.
    [Theory]
    [InlineData("modernbert", "layers.0.attn.Wqkv.bias", 48)]
    [InlineData("modernbert", "layers.1.mlp_norm.bias", 16)]
    [InlineData("deberta-v3", "encoder.conv.conv.bias", 16)]
    [InlineData("deberta-v3", "encoder.layer.0.attention.self.pos_key_proj.bias", 16)]
    [InlineData("electra", "embeddings.position_bias", 16)]
    [InlineData("mpnet", "embeddings.token_type_embeddings.weight", 16)]
    public void Read_AWeightThatTheSettingsDeny_IsRefusedByName(string kind, string name, int size)
    {
        var whole = Twins.Of(kind).Checkpoint;
        (whole with { Heads = [(whole.Prefix + name, [size])] }).Write(_folder, whole: true);
        Assert.Contains($"holds {whole.Prefix}{name}, which no ",
            Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    // The head that DeBERTa was trained with keeps the positions that the encoder does without, and version 3 what was added to tables.
    [Theory]
    [InlineData("embeddings.position_embeddings.weight")]
    [InlineData("embeddings.position_embeddings._weight")]
    [InlineData("embeddings.word_embeddings._weight")]
    public void Read_WhatADebertaWasTrainedWithBesideItself_IsLeftOut(string name)
    {
        var whole = Twins.Of("deberta-v3").Checkpoint;
        (whole with { Heads = [(whole.Prefix + name, [60, 16])] }).Write(_folder, whole: true);
        Assert.Empty(EncoderCheckpoint.Read(_folder).Unexpected);
    }

    // What converters write for ModernBERT, and the published code does not read.
    [Fact]
    public void Read_ModernBertThatSaysItHasNoPositions_IsRead()
    {
        Twins.Of("modernbert").Checkpoint.Write(_folder, change: ("position_embedding_type", "sans_pos"));
        Assert.NotNull(EncoderCheckpoint.Read(_folder).Config.Rotary);
    }

    // Settings of T5 alone: config.json is refused before any weight is looked for.
    [Theory]
    [InlineData("dense_act_fn", "gelu", "dense_act_fn is gelu, which is not honoured; expected gelu_new, as feed_forward_proj")]
    [InlineData("is_gated_act", false, "is_gated_act is false, which is not honoured; expected true.")]
    [InlineData("relative_attention_max_distance", 8,
        "relative_attention_max_distance is 8, which is not honoured; expected more than 8, the distances that have buckets of their own.")]
    [InlineData("relative_attention_num_buckets", 31,
        "relative_attention_num_buckets is 31, which is not honoured; expected an even number from 4 on.")]
    [InlineData("dense_act_fn", "gelu_pytorch_tanh", " has no model.safetensors")]
    public void Read_T5ThatContradictsItself_IsRefusedByName(string field, object value, string said)
    {
        var config = new Dictionary<string, object>
        {
            ["model_type"] = "t5",
            ["d_model"] = 8,
            ["d_kv"] = 4,
            ["d_ff"] = 8,
            ["num_heads"] = 2,
            ["num_layers"] = 1,
            ["vocab_size"] = 10,
            ["feed_forward_proj"] = "gated-gelu",
            ["relative_attention_num_buckets"] = 32,
        };
        config[field] = value;
        File.WriteAllText(Path.Combine(_folder, "config.json"), System.Text.Json.JsonSerializer.Serialize(config));
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_AWeightMissing_IsNamed(string kind)
    {
        var whole = Twins.Of(kind).Checkpoint;
        var rest = whole with { Tensors = [.. whole.Tensors.Skip(1)] };
        rest.Write(_folder);
        Assert.Contains($"1 of ", Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Table_EveryKind_IsKnownByItsTypesAlone()
    {
        Assert.Equal(ArchitectureTable.ModelTypes.Count, ArchitectureTable.ModelTypes.Distinct().Count());
        Assert.All(ArchitectureTable.All, a => Assert.All(a.ModelTypes, t => Assert.Same(a, ArchitectureTable.Find(t))));
        // Whatever was added since BERT, RoBERTa, DistilBERT and T5, which the reference numbers cover, has a twin.
        Assert.Equal(ArchitectureTable.All.Skip(3).SelectMany(a => a.ModelTypes).Order(StringComparer.Ordinal),
            Twins.All.Select(n => Twins.Of(n).Checkpoint.Type).Distinct().Order(StringComparer.Ordinal));
    }
}
