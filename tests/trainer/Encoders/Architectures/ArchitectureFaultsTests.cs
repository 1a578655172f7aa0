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
        Says("rope_scaling is {\"type\":\"linear\"}, which is not honoured; expected null.", "rope_scaling", new { type = "linear" });
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
