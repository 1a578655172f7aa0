using CsCheck;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>The numbers that dropout draws. Every run rests on them: they may not change.</summary>
[Collection(OneRandomSource.Name)]
public class DropoutDrawsTests
{
    /// <summary>Worked out with libtorch's generator: seed 5, 40 numbers, those below 0.7 kept.</summary>
    [Fact]
    public void Dropped_OfASeed_IsTheSameOnEveryProcessor()
    {
        using var scope = NewDisposeScope();
        var kept = new DropoutDraws(5).Dropped(ones(40), 0.3).data<float>().ToArray();
        Assert.Equal("1111101001110111110111110111100011011111", string.Concat(kept.Select(k => k == 0 ? '0' : '1')));
        Assert.All(kept, k => Assert.Contains(k, new[] { 0, 1 / 0.7f }));
    }

    /// <summary>Bit by bit what the library draws, of any size, one call after another; where the library does not draw in its
    /// other way, as on Intel's processors.</summary>
    [Fact]
    public void Dropped_AnySizes_AreTheLibrarys()
    {
        const string Processor = "/proc/cpuinfo";
        if (File.Exists(Processor) && File.ReadAllText(Processor).Contains("GenuineIntel", StringComparison.Ordinal)) { return; }
        Gen.Select(Gen.Long[0, 1L << 40], Gen.Double[0.01, 0.99], Gen.Int[1, 2000].Array[1, 6]).Sample((seed, dropout, sizes) =>
        {
            using var scope = NewDisposeScope();
            var x = sizes.Select(n => tensor(Enumerable.Range(1, n).Select(i => (float)i).ToArray())).ToArray();
            manual_seed(seed);
            float[][] library = [.. x.Select(v => F.dropout(v, dropout, training: true).data<float>().ToArray())];
            var draws = new DropoutDraws(seed);
            Assert.Equal(library, x.Select(v => draws.Dropped(v, dropout).data<float>().ToArray()));
        }, iter: 200, threads: 1);
    }

    /// <summary>Rows that stand alone draw what they draw among all, and what is drawn next does not depend on them.</summary>
    [Fact]
    public void Dropped_SomeRows_DrawAsAllDo() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 90], Gen.Int[0, 1000], Gen.Bool.Array[40]).Sample((rows, size, seed, stand) =>
        {
            using var scope = NewDisposeScope();
            stand[rows - 1] = true;
            long[] places = [.. Enumerable.Range(0, rows).Where(r => stand[r]).Select(r => (long)r)];
            var all = ones(rows, size);
            DropoutDraws one = new(seed), two = new(seed);
            Assert.Equal(one.Dropped(all, 0.2).index_select(0, tensor(places)).data<float>().ToArray(),
                two.Dropped(ones(places.Length, size), tensor(places), rows + 3, 0.2).data<float>().ToArray());
            one.Dropped(ones(3, size), 0.2);
            Assert.Equal(one.Dropped(ones(9), 0.2).data<float>().ToArray(), two.Dropped(ones(9), 0.2).data<float>().ToArray());
        }, iter: 200, threads: 1);

    [Fact]
    public void Dropped_Gradient_IsWhatWasKept()
    {
        using var scope = NewDisposeScope();
        var x = ones(50).requires_grad_();
        var dropped = new DropoutDraws(1).Dropped(x, 0.4);
        dropped.sum().backward();
        Assert.Equal(dropped.detach().data<float>().ToArray(), x.grad!.data<float>().ToArray());
        Assert.Same(x, new DropoutDraws(1).Dropped(x, 0));
    }
}
