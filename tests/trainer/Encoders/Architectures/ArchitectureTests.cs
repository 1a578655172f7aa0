using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>Every kind of encoder on a tiny checkpoint beside its twin in double, and what must hold whatever its weights are.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("architecture-").FullName;

    public static TheoryData<string> Kinds => Twins.Names;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_TextsOfAllLengths_AgreeWithTheTwin(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        foreach (var length in new[] { 1, 2, 7, 23, 141 })
        {
            var (ids, types) = open.Text(length, seed: length);
            using var scope = NewDisposeScope();
            Near(open.Twin.States(ids, types).SelectMany(r => r).ToArray(),
                open.Network.Forward(OpenTwin.Rows(ids), null, open.Types(types)), $"{length} tokens");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_InAPaddedBatch_GivesEachTextItsOwnStates(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        var texts = new[] { 9, 30, 3, 17 }.Select(n => open.Text(n, n)).ToArray();
        foreach (var order in new int[][] { [0, 1, 2, 3], [3, 2, 1, 0], [2, 1, 3, 0] })
        {
            using var scope = NewDisposeScope();
            var longest = 30 + order[0];
            var (ids, mask, types) = open.Batch([.. order.Select(o => texts[o])], longest);
            var states = open.Network.Forward(ids, mask, types);
            for (var i = 0; i < order.Length; i++)
            {
                var (own, kinds) = texts[order[i]];
                Near(open.Twin.States(own, kinds).SelectMany(r => r).ToArray(), states[i].narrow(0, 0, own.Length),
                    $"text {order[i]} at {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradient_OfTheWords_EqualsDifferencesOfTheTwin(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        var (ids, types) = open.Text(6, 5);
        var table = open.Twin.Checkpoint.Rows(open.Twin.Words);
        double[][] words = [.. ids.Select(i => (double[])table[i].Clone())];
        var random = new Random(2);
        double[] weights = [.. Enumerable.Range(0, 6 * open.Config.Hidden).Select(_ => random.NextDouble() - 0.5)];
        double Score(double[][] at) => open.Twin.States(at, types).SelectMany(r => r).Zip(weights, (a, b) => a * b).Sum();

        using var scope = NewDisposeScope();
        var leaf = tensor(words.SelectMany(w => w).Select(v => (float)v).ToArray()).view(6, open.Config.WordSize).requires_grad_();
        open.Network.WordTable = leaf;
        var states = open.Network.Forward(tensor(new long[] { 0, 1, 2, 3, 4, 5 }).view(1, 6), null, open.Types(types));
        (states.view(-1) * tensor(weights.Select(w => (float)w).ToArray())).sum().backward();
        var found = leaf.grad!.contiguous().data<float>().ToArray();
        for (var i = 0; i < found.Length; i++)
        {
            ref var value = ref words[i / open.Config.WordSize][i % open.Config.WordSize];
            var before = value;
            value = before + 1e-5;
            var above = Score(words);
            value = before - 1e-5;
            var slope = (above - Score(words)) / 2e-5;
            value = before;
            Assert.True(Math.Abs(slope - found[i]) <= 1e-4 + 1e-3 * Math.Abs(slope),
                $"word {i / open.Config.WordSize}, {i % open.Config.WordSize}: {found[i]}, expected {slope}");
        }
    }

    /// <summary>The rows in use give the gradient of the whole table, and every weight takes part.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradient_CompactWordTable_EqualsTheWholeOne(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        var texts = new[] { open.Text(40, 1), open.Text(12, 2) };
        var vocabulary = new CompactVocabulary(texts.Select(t => t.Ids), open.Config.PadId);
        var table = open.Checkpoint.Weight(EncoderShapes.Words);
        float[] Gradients(float[] words, Func<IReadOnlyList<int>, int[]> rows)
        {
            using var scope = NewDisposeScope();
            using var weights = new FlatParameters(EncoderNetwork.Specs(open.Checkpoint, words, false), CPU);
            var network = new EncoderNetwork(open.Config, weights, Precision.Fp32);
            var (ids, mask, types) = open.Batch([.. texts.Select(t => (rows(t.Ids), t.Types))], 40, rows([open.Config.PadId])[0]);
            var pooled = network.Pooled("mean", ids, mask, types).Pooled;
            (pooled * pooled).sum().backward();
            weights.ZeroPaddingRows(rows([open.Config.PadId])[0], open.Config);
            Assert.All(weights.Names, n => Assert.True(weights.Gradient(n).abs().max().item<float>() > 0, $"{n} has no gradient"));
            return weights.Gradient(EncoderShapes.Words).contiguous().data<float>().ToArray();
        }
        var compact = Gradients(vocabulary.Gather(table, open.Config.WordSize), vocabulary.Compact);
        var restored = new float[table.Length];
        vocabulary.Restore(new float[table.Length], compact, open.Config.WordSize, 1, restored);
        Assert.Equal(restored, Gradients(table, ids => [.. ids]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_WithPrefixOrTorchFile_GivesTheSameWeights(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        foreach (var (whole, torch) in new[] { (true, false), (false, true), (true, true) })
        {
            var other = Path.Combine(_folder, $"{whole}{torch}");
            open.Twin.Checkpoint.Write(other, whole, torch);
            var read = EncoderCheckpoint.Read(other);
            Assert.Empty(read.Unexpected);
            Assert.All(EncoderShapes.Of(open.Config).Keys, n => Assert.Equal(open.Checkpoint.Weight(n), read.Weight(n)));
        }
        Assert.Equal(open.Twin.Checkpoint.Tensors.Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b)), open.Checkpoint.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WatchAttention_PaddedBatch_GivesShareOfOneAndNothingToPadding(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        using var scope = NewDisposeScope();
        var (ids, mask, types) = open.Batch([open.Text(5, 1), open.Text(8, 2)], 8);
        var seen = new List<float[]>();
        open.Network.WatchAttention = attention =>
        {
            Assert.Equal([2, open.Config.Heads, 8, 8], attention.shape);
            Assert.All(attention.sum(-1)[0].narrow(1, 0, 5).contiguous().data<float>().ToArray(), v => Assert.Equal(1, v, 1e-5));
            seen.Add(attention[0].narrow(2, 5, 3).narrow(1, 0, 5).contiguous().data<float>().ToArray());
        };
        var watched = open.Network.Forward(ids, mask, types).contiguous().data<float>().ToArray();
        open.Network.WatchAttention = null;
        Assert.Equal(open.Twin.Attentions, seen.Count);
        Assert.All(seen.SelectMany(s => s), v => Assert.Equal(0, v));
        Near(Array.ConvertAll(watched, v => (double)v), open.Network.Forward(ids, mask, types), "watched");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_Bfloat16AndDropout_MoveTheStatesAsTheyShould(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        using var scope = NewDisposeScope();
        var (ids, types) = open.Text(12, 3);
        float[] Of(Precision precision, double dropout, long seed) =>
            new EncoderNetwork(open.Config, open.Weights, precision) { Draws = new(seed) }
                .Forward(OpenTwin.Rows(ids), null, open.Types(types), dropout).contiguous().data<float>().ToArray();
        var exact = Of(Precision.Fp32, 0, 1);
        var half = Of(Precision.Bf16, 0, 1);
        Assert.NotEqual(exact, half);
        Assert.InRange(Distance(exact, half), 1e-5, 0.1);
        var dropped = Of(Precision.Fp32, 0.3, 1);
        Assert.Equal(dropped, Of(Precision.Fp32, 0.3, 1));
        Assert.True(Distance(exact, dropped) > 0.01);
        Assert.True(Distance(dropped, Of(Precision.Fp32, 0.3, 2)) > 0.01);
    }

    /// <summary>An adversarial step goes on from the output of the embedding layer: it is where the whole pass goes through.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void FromEmbedded_OfTheEmbeddedTexts_GivesTheSameStates(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        using var scope = NewDisposeScope();
        var (ids, mask, types) = open.Batch([open.Text(5, 1), open.Text(8, 2)], 8);
        var (states, pooled) = open.Network.FromEmbedded("avg_first_last+avg_top2", open.Network.Embedded(ids, mask, types), mask!);
        var whole = open.Network.Pooled("avg_first_last+avg_top2", ids, mask, types);
        Assert.Equal(whole.Last.contiguous().data<float>().ToArray(), states.contiguous().data<float>().ToArray());
        Assert.Equal(whole.Pooled.contiguous().data<float>().ToArray(), pooled.contiguous().data<float>().ToArray());
    }

    private static double Distance(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (double)(x - y)).Sum() / a.Sum(x => x * (double)x));

    // Float32 through a few layers beside double.
    private static void Near(double[] expected, Tensor found, string what)
    {
        var values = found.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        var off = expected.Select((e, i) => Math.Abs(e - values[i]) - 2e-5 * Math.Abs(e)).Max();
        Assert.True(off <= 2e-5, $"{what}: off by {off}");
    }
}
