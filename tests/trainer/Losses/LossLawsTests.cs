using CsCheck;
using DmlStudio.Losses.Tensors;
using DmlStudio.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Laws that hold for every registered loss with its default settings, on random batches.</summary>
public class LossLawsTests
{
    /// <summary>Losses of distances that are not normalised, by definition.</summary>
    private static readonly string[] NotNormalised = ["sbert-triplet", "sbert-softmax", "sim-cse"];

    /// <summary>The loss whose pair is by definition the first two texts of a label.</summary>
    private const string OfFirstTexts = "n-pairs";

    /// <summary>The loss that weighs by similarities that are held fixed: its gradient is not its value's derivative.</summary>
    private const string HoldsWeightsFixed = "circle";

    /// <summary>Of 30 batches some have no pair, and some stand at a kink; so many at least must be checked.</summary>
    private const int Fewest = 10;

    private static readonly Gen<(int Rows, int Seed)> Batches = Gen.Select(Gen.Int[2, 12], Gen.Int[0, 1_000_000]);

    public static IEnumerable<object[]> Keys => LossTable.All.Select(l => new object[] { l.Key });

    public static IEnumerable<object[]> KeysWithProxies => LossTable.All.Where(l =>
    {
        using var scope = NewDisposeScope();
        return new LossDraw(l.Key, 2, 1).Loss.Parameters.Any(p => p.Proxies);
    }).Select(l => new object[] { l.Key });

    [Theory]
    [MemberData(nameof(Keys))]
    public void OrderOfTexts_DoesNotMatter(string key) => Holds(key == OfFirstTexts ? 0 : 30, 30, (batch, held) =>
    {
        if (key == OfFirstTexts) { return; }
        held();
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, batch.Rows, batch.Seed);
        var order = draw.Order(randperm(batch.Rows));
        Near(draw.Value(), draw.Value(draw.Embeddings.index_select(0, order), draw.Labels.index_select(0, order)), 1e-9);
    });

    /// <summary>A loss of rows of unit length does not see their length: its gradient stands at right angles to each row.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void LengthOfARow_DoesNotMatter(string key) => Holds(NotNormalised.Contains(key) ? 0 : Fewest, 30, (batch, held) =>
    {
        if (NotNormalised.Contains(key)) { return; }
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, batch.Rows, batch.Seed);
        if (draw.Gradient() is not { } gradient) { return; }
        held();
        var along = (gradient * draw.Embeddings).sum(1).abs().max().item<double>();
        Assert.True(along <= 1e-8 * Math.Max(1, gradient.abs().max().item<double>()), $"{along}");
        Near(draw.Value(), draw.Value(draw.Embeddings.mul(Kept.N(3.7)), draw.Labels), 1e-8);
    });

    [Theory]
    [MemberData(nameof(Keys))]
    public void Gradient_AgreesWithFiniteDifferences(string key) => Holds(key == HoldsWeightsFixed ? 0 : Fewest, 30, (batch, held) =>
    {
        if (key == HoldsWeightsFixed) { return; }
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, batch.Rows, batch.Seed);
        draw.Gradient();
        foreach (var leaf in draw.Parameters.Prepend(draw.Embeddings))
        {
            if (leaf.grad is not { } gradient) { continue; }
            const double H = 1e-6;
            var (i, j) = (batch.Seed % leaf.shape[0], batch.Seed % leaf.shape[1]);
            double Moved(double by)
            {
                using var _ = no_grad();
                using var place = leaf[i, j];
                place.add_(Kept.N(by), Kept.N(1L));
                var value = draw.Value();
                place.sub_(Kept.N(by));
                return value;
            }
            var (before, up, down) = (draw.Value(), Moved(H), Moved(-H));
            // A kink between the two points (a hinge, a selection) has no derivative to compare with.
            if (Math.Abs(up - before - (before - down)) > 1e-3 * Math.Abs(up - down) + 1e-9) { continue; }
            held();
            var slope = (up - down) / (2 * H);
            Assert.True(Math.Abs(slope - gradient[i, j].item<double>()) < 1e-4 * Math.Max(1, gradient.abs().max().item<double>()),
                $"{slope} and {gradient[i, j].item<double>()}");
        }
    });

    /// <summary>Labels are names: numbering them anew, with their proxies, changes nothing.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void NumbersOfLabels_DoNotMatter(string key) => Holds(30, 30, (batch, held) =>
    {
        held();
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, batch.Rows, batch.Seed);
        // Label c becomes (c + 1) mod C; the proxies of a label move with it.
        var labels = draw.Labels.add(Kept.N(1L), Kept.N(1L)).remainder(Kept.N((long)LossDraw.Classes));
        var moved = draw.Loss.Parameters.Zip(draw.Parameters).Select(p =>
        {
            if (p.First is { Proxies: false, Fast: false }) { return p.Second; }
            var each = p.First.Labels.Length / LossDraw.Classes;
            return p.Second.roll(each, 0);
        }).ToArray();
        Near(draw.Value(), draw.Value(draw.Embeddings, labels, moved), 1e-9);
    });

    [Theory]
    [MemberData(nameof(Keys))]
    public void Degenerate_BatchesGiveFiniteGradients(string key)
    {
        var checks = 0;
        foreach (var labels in new long[][] { [0], [0, 0, 0], [0, 1, 2], [0, 0, 1], [2, 2, 2, 2], [0, 0, 1, 1] })
        {
            // Drawn rows; equal rows, where every distance is 0 and every similarity 1; a row of zeros.
            foreach (var rows in new Func<Tensor, Tensor>[] { x => x, x => ones_like(x),
                x => cat([zeros_like(x.narrow(0, 0, 1)), x.narrow(0, 1, x.shape[0] - 1)], 0) })
            {
                using var scope = NewDisposeScope();
                var draw = new LossDraw(key, labels.Length, 7);
                var x = rows(draw.Embeddings.detach()).requires_grad_();
                if (draw.Loss.Value(x, draw.Views(tensor(labels)), draw.Parameters) is not { } value) { continue; }
                checks++;
                Assert.True(double.IsFinite(value.item<double>()), $"{string.Join(' ', labels)}: {value.item<double>()}");
                value.backward();
                Assert.All(draw.Parameters.Prepend(x),
                    leaf => Assert.True(leaf.grad is null || leaf.grad.isfinite().all().item<bool>(), string.Join(' ', labels)));
            }
        }
        // Two texts of two labels, in the three forms of their rows, give every loss something to learn from.
        Assert.True(checks >= 3, $"{checks} of 18 batches were checked, expected at least 3.");
    }

    /// <summary>What the zero rule drops has no gradient either: null, not a number.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void NoRows_IsTheZeroRule_OrRefusedWhereProxiesNeedThem(string key)
    {
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, 4, 1);
        var (x, y) = (zeros(0, LossDraw.Dimension, ScalarType.Float64), zeros(0, ScalarType.Int64));
        if (draw.Loss.Parameters.Any(p => p.Proxies)) { Assert.Throws<ArgumentException>(() => draw.Loss.Value(x, y, draw.Parameters)); }
        else { Assert.Null(draw.Loss.Value(x, y, draw.Parameters)); }
    }

    [Theory]
    [MemberData(nameof(KeysWithProxies))]
    public void Labels_WithoutProxies_AreRefused(string key)
    {
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, 2, 1);
        foreach (var labels in new long[][] { [0, LossDraw.Classes], [-1, 0] })
        {
            var thrown = Assert.Throws<ArgumentException>(() =>
                draw.Loss.Value(draw.Embeddings, draw.Views(tensor(labels)), draw.Parameters));
            Assert.Contains("expected 0 to 2", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Repeated_LeavesNoTensorBehind(string key)
    {
        using var outer = NewDisposeScope();
        var draw = new LossDraw(key, 9, 3);
        void Step()
        {
            using var step = NewDisposeScope();
            draw.Loss.Value(draw.Embeddings, draw.Labels, draw.Parameters)?.backward();
        }
        Step();
        var before = (outer.DisposablesCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var i = 0; i < 20; i++) { Step(); }
        Assert.Equal(before, (outer.DisposablesCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        using (var value = draw.Loss.Value(draw.Embeddings, draw.Labels, draw.Parameters))
        {
            Assert.True(outer.DisposablesCount - before.DisposablesCount <= 1,
                $"{outer.DisposablesCount - before.DisposablesCount} tensors");
        }
    }

    /// <summary>Float32 is what training uses: it agrees with double to its own digits.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void SinglePrecision_AgreesWithDouble(string key) => Holds(3, 10, (batch, held) =>
    {
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, batch.Rows, batch.Seed);
        var single = draw.Fresh()
            .Value(draw.Embeddings.to(ScalarType.Float32), draw.Labels, [.. draw.Parameters.Select(p => p.to(ScalarType.Float32))]);
        if (single is not null) { held(); }
        Assert.True(single is null || single.dtype == ScalarType.Float32);
        Near(draw.Value(), single?.to(ScalarType.Float64).item<double>() ?? 0, 2e-4);
    });

    // A law that skips every batch holds of nothing: what was checked is counted, and required.
    private static void Holds(int fewest, int batches, Action<(int Rows, int Seed), Action> check)
    {
        var checks = 0;
        Batches.Sample(batch => check(batch, () => checks++), iter: batches, threads: 1);
        Assert.True(checks >= fewest, $"The law was checked {checks} times in {batches} batches, expected at least {fewest}.");
    }

    private static void Near(double a, double b, double tolerance) =>
        Assert.True(Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))), $"{a} and {b}");
}
