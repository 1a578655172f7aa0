using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Encoders.Architectures;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>What makes a kind of encoder that kind, seen from outside: windows, shared weights, distances.</summary>
public sealed class ArchitecturePropertyTests : IDisposable
{
    private const int Length = 60, Changed = 50, Hidden = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("architecture-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Four layers that each see five words to either side carry a word twenty words far and not one farther; a single layer that
    /// sees everything carries it everywhere.</summary>
    [Theory]
    [InlineData("sliding_attention", 30)]
    [InlineData("full_attention", 0)]
    public void ModernBert_AChangedWord_IsSeenAsFarAsTheWindowsReach(string last, int first)
    {
        string[] kinds = ["sliding_attention", "sliding_attention", "sliding_attention", last];
        var before = States("modernbert", ("layer_types", kinds), changed: false);
        var after = States("modernbert", ("layer_types", kinds), changed: true);
        int[] moved = [.. Enumerable.Range(0, Length).Where(t => !before[t].SequenceEqual(after[t]))];
        Assert.Equal(first, moved[0]);
        Assert.Equal(Length - first, moved.Length);
    }

    [Fact]
    public void ModernBert_WavelengthsByKindOfLayer_AreThoseOfTheTwoFields()
    {
        var rope = new Dictionary<string, object>
        {
            ["full_attention"] = new { rope_type = "default", rope_theta = 160000.0 },
            ["sliding_attention"] = new { rope_type = "default", rope_theta = 100.0 }
        };
        Assert.Equal(States("modernbert", null, false), States("modernbert", ("rope_parameters", rope), false));
        rope["sliding_attention"] = new { rope_type = "default", rope_theta = 101.0 };
        // Versions of the reference read the one or the other, so that nobody could know which was trained with.
        Assert.Contains("local_rope_theta is 100, and in rope_parameters 101, which is not honoured; expected the same in both",
            Assert.Throws<InvalidDataException>(() => States("modernbert", ("rope_parameters", rope), false)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Five groups of layers in the stack, the weights of two.</summary>
    [Fact]
    public void Albert_LayersOfAGroup_HaveOneSetOfWeights()
    {
        using var open = new OpenTwin("albert", _folder);
        Assert.Equal(["encoder.layer.0.", "encoder.layer.0.", "encoder.layer.0.", "encoder.layer.1.", "encoder.layer.1."],
            Enumerable.Range(0, 5).Select(open.Config.LayerPrefix));
        Assert.Equal(4, open.Weights.Names.Count(n => n.EndsWith("qkv.weight", StringComparison.Ordinal)));
    }

    /// <summary>Four words to either side have a bucket each; beyond, up to the 60th, three share by logarithm.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(-4, -4)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(59, 7)]
    [InlineData(-59, -7)]
    [InlineData(100, 8)]
    public void Deberta_Distances_FallIntoTheirBuckets(int distance, int bucket) =>
        Assert.Equal(bucket, DisentangledAttention.Bucket(distance, 8, 60));

    /// <summary>Eight offsets to either side have a bucket each; beyond, up to the 128th, eight share by logarithm.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-7, 7)]
    [InlineData(7, 23)]
    [InlineData(-8, 8)]
    [InlineData(-127, 15)]
    [InlineData(-500, 15)]
    [InlineData(500, 31)]
    public void MpNet_Distances_FallIntoTheirBuckets(int offset, int bucket) =>
        Assert.Equal(bucket, RelativePositions.Bucket(offset, 32, 128));

    private float[][] States(string kind, (string, object?)? change, bool changed)
    {
        var folder = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Twins.Of(kind).Checkpoint.Write(folder, change: change);
        var checkpoint = EncoderCheckpoint.Read(folder);
        using var scope = NewDisposeScope();
        using var weights = new FlatParameters(EncoderNetwork.Specs(checkpoint, checkpoint.Weight(EncoderShapes.Words), false), CPU);
        var ids = Enumerable.Range(0, Length).Select(t => (long)(5 + (t == Changed && changed ? 9 : t % 20))).ToArray();
        var values = new EncoderNetwork(checkpoint.Config, weights, Precision.Fp32).Forward(tensor(ids).view(1, -1)).contiguous()
            .data<float>().ToArray();
        return [.. values.Chunk(Hidden)];
    }
}
