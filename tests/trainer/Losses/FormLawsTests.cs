using CsCheck;
using DmlStudio.Losses.Tensors;
using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Laws of what takes other things than rows with labels: cross-entropy, pairs, triplets, views, adversarial
/// forms, weighted sums.</summary>
public class FormLawsTests
{
    private const int Classes = 3, Size = 5;
    private static readonly Gen<(int Rows, int Seed)> Batches = Gen.Select(Gen.Int[2, 9], Gen.Int[0, 1_000_000]);

    // Shapes of the leaves for N items, and the value; leaves named in ByItem have a row for each item.
    private sealed record Form(Func<int, (int Rows, int Columns)[]> Leaves, int ByItem, Func<Tensor[], int[], Tensor?> Value,
        bool Lengths = false);

    private static readonly Dictionary<string, Form> Forms = new()
    {
        ["cross-entropy"] = Logits(new CrossEntropyLoss()),
        ["cross-entropy, weights"] = Logits(new CrossEntropyLoss([0.5, 1, 2])),
        ["cross-entropy, smoothing"] = Logits(new CrossEntropyLoss(null, 0.1)),
        ["cross-entropy, focal"] = Logits(new CrossEntropyLoss(null, 0, 2)),
        ["cross-entropy, all"] = Logits(new CrossEntropyLoss([0.5, 1, 2], 0.1, 1.5)),
        ["cross-entropy and contrast"] = new(n => [(n, Classes), (n, Size)], 2,
            (x, y) => CombinedLoss.Of(0.4, new CrossEntropyLoss().Value(x[0], Labels(y)),
                new SupConLoss(new SupConSettings()).Value(x[1], Labels(y)))),
        ["pair-contrastive"] = Pairs((x, y) =>
            new PairContrastiveLoss(new PairContrastiveSettings()).OfPairs(x[0], x[1], Labels([.. y.Select(l => l % 2)]))),
        ["sbert-cosine"] = Pairs((x, y) =>
            new SbertCosineLoss(new SbertCosineSettings()).OfPairs(x[0], x[1], tensor(y.Select(l => l / 2.0).ToArray()))),
        ["multiple-negatives"] =
            Pairs((x, _) => new MultipleNegativesLoss(new MultipleNegativesSettings { Scale = 5 }).OfPairs(x[0], x[1])),
        ["sim-cse"] = Pairs((x, _) => SimCseLoss.Of(x[0], x[1], 0.2)),
        ["sim-cse-supervised"] =
            new(n => [(n, Size), (n, Size), (n, Size)], 3, (x, _) => SimCseSupervisedLoss.Of(x[0], x[1], x[2], 0.2, 0.5), true),
        ["sbert-triplet"] = new(n => [(n, Size), (n, Size), (n, Size)], 3,
            (x, _) => new SbertTripletLoss(new SbertTripletSettings { Margin = 1 }).OfTriplets(x[0], x[1], x[2])),
        ["sbert-softmax"] = new(n => [(n, Size), (n, Size), (Classes, 3 * Size), (1, Classes)], 2,
            (x, y) => new SbertSoftmaxLoss(new SbertSoftmaxSettings(), Classes, Size).OfPairs(x[0], x[1], Labels(y), x[2],
                x[3].reshape(-1))),
        ["scal"] = new(n => [(n, Classes), (n, Classes), (n, Size), (n, Size)], 4,
            (x, y) => new ScalLoss(new ScalSettings { Temperature = 0.3, Projection = Projection.None }, 1)
            .Value(new CrossEntropyLoss().Value(x[0], Labels(y)), new CrossEntropyLoss().Value(x[1], Labels(y)), x[2], x[3])),
        ["scal, labels"] = new(n => [(n, Size), (n, Size)], 2,
            (x, y) => new ScalLoss(new ScalSettings { Temperature = 0.3, Projection = Projection.None, Contrast = ScalContrast.Label },
                1).Contrast(x[0], x[1], Labels(y)),
            true),
        ["uscal"] = new(n => [(n, Size), (n, Size), (n, Size)], 3,
            (x, _) => new UscalLoss(new UscalSettings { Temperature = 0.3, Projection = Projection.None }, 1).Value(x[0], x[1], x[2]),
            true),
        ["ensemble, entropy"] = new(_ => [(1, 4), (1, 4)], 0,
            (x, _) => EnsembleObjectives.SoftmaxEntropy(x[0].reshape(-1), ones(4, ScalarType.Float64), x[1].reshape(-1), 0.7)),
        ["ensemble, uncertainty"] =
            new(_ => [(1, 4), (1, 4)], 0, (x, _) => EnsembleObjectives.Uncertainty(x[0].reshape(-1), x[1].reshape(-1))),
        ["pull"] = Rows((x, y) => new PullLoss(new PullSettings()).Value(x, y)),
        ["push"] = Rows((x, y) => new PushLoss(new PushSettings()).Value(x, y)),
    };

    public static IEnumerable<object[]> NamesOfItems => Forms.Where(f => f.Value.ByItem > 0).Select(f => new object[] { f.Key });

    public static IEnumerable<object[]> NamesOfCosines => Forms.Where(f => f.Value.Lengths).Select(f => new object[] { f.Key });

    public static IEnumerable<object[]> Names => Forms.Keys.Select(k => new object[] { k });

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_AgreesWithFiniteDifferences(string name) => Holds(batch =>
    {
        var checks = 0;
        using var scope = NewDisposeScope();
        var (form, leaves, labels) = Draw(name, batch.Rows, batch.Seed);
        double Value() => form.Value(leaves, labels)?.item<double>() ?? 0;
        if (form.Value(leaves, labels) is not { requires_grad: true } value) { return 0; }
        value.backward();
        foreach (var leaf in leaves)
        {
            const double H = 1e-6;
            var (i, j) = (batch.Seed % leaf.shape[0], batch.Seed % leaf.shape[1]);
            double Moved(double by)
            {
                using var _ = no_grad();
                using var place = leaf[i, j];
                place.add_(Kept.N(by), Kept.N(1L));
                var moved = Value();
                place.sub_(Kept.N(by));
                return moved;
            }
            var (before, up, down) = (Value(), Moved(H), Moved(-H));
            // A kink between the two points has no derivative to compare with.
            if (Math.Abs(up - before - (before - down)) > 1e-3 * Math.Abs(up - down) + 1e-9) { continue; }
            checks++;
            var found = leaf.grad is { } g ? g[i, j].item<double>() : 0;
            Assert.True(Math.Abs((up - down) / (2 * H) - found) < 1e-5 * Math.Max(1, leaf.grad?.abs().max().item<double>() ?? 0),
                $"{name}: {(up - down) / (2 * H)} and {found}");
        }
        return checks;
    });

    [Theory]
    [MemberData(nameof(NamesOfItems))]
    public void OrderOfItems_DoesNotMatter(string name) => Batches.Sample(batch =>
    {
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var (form, leaves, labels) = Draw(name, batch.Rows, batch.Seed);
        int[] order = [.. Enumerable.Range(0, batch.Rows)];
        new Random(batch.Seed).Shuffle(order);
        var at = tensor(order.Select(o => (long)o).ToArray());
        Tensor[] moved = [.. leaves.Select((x, k) => k < form.ByItem ? x.index_select(0, at) : x)];
        Near(form.Value(leaves, labels), form.Value(moved, [.. order.Select(o => labels[o])]));
    }, iter: 30, threads: 1);

    [Theory]
    [MemberData(nameof(NamesOfCosines))]
    public void LengthOfARow_DoesNotMatterToCosines(string name) => Batches.Sample(batch =>
    {
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var (form, leaves, labels) = Draw(name, batch.Rows, batch.Seed);
        Near(form.Value(leaves, labels), form.Value([.. leaves.Select((x, k) => x.mul(Kept.N(k + 1.7)))], labels));
    }, iter: 30, threads: 1);

    /// <summary>The contrast of labels is SupCon over texts and copies; with a label for each text that is the other
    /// contrast, both ways.</summary>
    [Fact]
    public void ScalOfLabels_IsSupConOfTwoViews() => Batches.Sample(batch =>
    {
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var (form, leaves, labels) = Draw("scal, labels", batch.Rows, batch.Seed);
        Near(new SupConLoss(new SupConSettings { Temperature = 0.3 }).Value(cat(leaves, 0), Labels([.. labels, .. labels])),
            form.Value(leaves, labels));
        Near(new NtXentViewsLoss(new NtXentViewsSettings { Temperature = 0.3 }).Value(cat(leaves, 0),
            zeros(2 * batch.Rows, ScalarType.Int64)), form.Value(leaves, [.. Enumerable.Range(0, batch.Rows)]));
    }, iter: 30, threads: 1);

    /// <summary>Cross-entropy sees differences of logits; even weights weigh nothing, no exponent and no smoothing
    /// change nothing.</summary>
    [Fact]
    public void CrossEntropy_Identities() => Batches.Sample(batch =>
    {
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var (_, leaves, labels) = Draw("cross-entropy", batch.Rows, batch.Seed);
        var plain = new CrossEntropyLoss().Value(leaves[0], Labels(labels));
        Near(plain, new CrossEntropyLoss().Value(leaves[0].Plus(11), Labels(labels)));
        Near(plain, new CrossEntropyLoss([3, 3, 3]).Value(leaves[0], Labels(labels)));
        // γ so small that (1 − p)^γ is 1: focal is plain.
        Near(plain, new CrossEntropyLoss(null, 0, 1e-13).Value(leaves[0], Labels(labels)));
        // Smoothing mixes the loss with that of even targets.
        Near(plain.mul(Kept.N(0.9)).Minus(nn.functional.log_softmax(leaves[0], 1).mean().mul(Kept.N(0.1))),
            new CrossEntropyLoss(null, 0.1).Value(leaves[0], Labels(labels)));
    }, iter: 30, threads: 1);

    private static Form Logits(CrossEntropyLoss loss) => new(n => [(n, Classes)], 1, (x, y) => loss.Value(x[0], Labels(y)));

    private static Form Pairs(Func<Tensor[], int[], Tensor?> value) => new(n => [(n, Size), (n, Size)], 2, value, true);

    private static Form Rows(Func<Tensor, Tensor, Tensor?> value) => new(n => [(n, Size)], 1, (x, y) => value(x[0], Labels(y)), true);

    private static (Form Form, Tensor[] Leaves, int[] Labels) Draw(string name, int rows, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var form = Forms[name];
        return (form, [.. form.Leaves(rows)
            .Select(s => tensor(Enumerable.Range(0, s.Rows * s.Columns).Select(_ => Normal()).ToArray()).view(s.Rows, s.Columns)
                .requires_grad_())],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(Classes))]);
    }

    private static Tensor Labels(int[] labels) => tensor(labels.Select(l => (long)l).ToArray());

    // A law that skips every batch holds of nothing: what was checked is counted, and required.
    private static void Holds(Func<(int Rows, int Seed), int> check)
    {
        var checks = 0;
        Batches.Sample(batch => { checks += check(batch); }, iter: 30, threads: 1);
        Assert.True(checks >= 10, $"The law was checked {checks} times in 30 batches, expected at least 10.");
    }

    private static void Near(Tensor? a, Tensor? b)
    {
        var (x, y) = (a?.item<double>() ?? 0, b?.item<double>() ?? 0);
        Assert.True(Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(x)), $"{x} and {y}");
    }
}
