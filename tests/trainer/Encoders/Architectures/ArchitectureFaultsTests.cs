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
    [InlineData("mpnet", "relative_attention_num_buckets", 64, "relative_attention_num_buckets is 64, which is not honoured; expected 32. Choose another encoder.")]
    [InlineData("mpnet", "pad_token_id", 0, "pad_token_id is 0, which is not honoured; expected 1.")]
    [InlineData("mpnet", "hidden_act", "swish", "the activation is \"swish\", expected gelu or gelu_new")]
    [InlineData("electra", "position_embedding_type", "relative_key", "positions are \"relative_key\", expected absolute")]
    [InlineData("electra", "is_decoder", true, "is_decoder is true, which is not honoured; expected false.")]
    [InlineData("electra", "embedding_size", 8, "has the shape")]
    [InlineData("albert", "num_hidden_groups", 6, "num_hidden_groups is 6, and inner_group_num 2, which is not honoured; expected 1 to 5 groups")]
    [InlineData("albert", "num_attention_heads", 3, "3 heads do not divide the hidden size 16")]
    public void Read_WhatIsNotHonoured_IsRefusedByName(string kind, string field, object value, string said)
    {
        Twins.Of(kind).Checkpoint.Write(_folder, change: (field, value));
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_AWeightMissing_IsNamed(string kind)
    {
        var whole = Twins.Of(kind).Checkpoint;
        var rest = whole with { Tensors = [.. whole.Tensors.Skip(1)] };
        rest.Write(_folder);
        Assert.Contains($"1 of ", Assert.Throws<InvalidDataException>(() => EncoderCheckpoint.Read(_folder)).Message, StringComparison.Ordinal);
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
