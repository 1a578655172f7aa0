using CsCheck;
using DmlStudio.Trainer.Losses;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Laws that hold for every registered loss with its default settings, on random batches.</summary>
public class LossLawsTests
{
    private const int Classes = 3, Dimension = 5;

    /// <summary>Losses of distances that are not normalised, by definition.</summary>
    private static readonly string[] NotNormalised = ["sbert-triplet", "sbert-softmax", "sim-cse"];

    private static readonly Gen<(int Rows, int Seed)> Batches = Gen.Select(Gen.Int[2, 12], Gen.Int[0, 1_000_000]);

    public static IEnumerable<object[]> Keys => LossTable.All.Select(l => new object[] { l.Key });

    [Theory]
    [MemberData(nameof(Keys))]
    public void OrderOfTexts_DoesNotMatter(string key) => Batches.Sample(batch =>
    {
        // The pair of N-pairs is by definition the first two texts of a label.
        if (key == "n-pairs") { return; }
        using var scope = NewDisposeScope();
        var (loss, x, y, p) = Draw(key, batch.Rows, batch.Seed);
        var order = randperm(batch.Rows);
        Near(Number(loss.Value(x, y, p)), Number(loss.Value(x.index_select(0, order), y.index_select(0, order), p)), 1e-9);
    }, iter: 30, threads: 1);

    /// <summary>A loss of rows of unit length does not see their length: its gradient stands at right angles to each row.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void LengthOfARow_DoesNotMatter(string key) => Batches.Sample(batch =>
    {
        if (NotNormalised.Contains(key)) { return; }
        using var scope = NewDisposeScope();
        var (loss, x, y, p) = Draw(key, batch.Rows, batch.Seed);
        if (loss.Value(x, y, p) is not { } value) { return; }
        value.backward();
        if (x.grad is not { } gradient) { return; }
        var along = (gradient * x).sum(1).abs().max().item<double>();
        Assert.True(along <= 1e-8 * Math.Max(1, gradient.abs().max().item<double>()), $"{along}");
        Near(Number(value), Number(loss.Value(x * 3.7, y, p)), 1e-8);
    }, iter: 30, threads: 1);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Gradient_AgreesWithFiniteDifferences(string key) => Batches.Sample(batch =>
    {
        using var scope = NewDisposeScope();
        var (loss, x, y, p) = Draw(key, batch.Rows, batch.Seed);
        var before = Number(loss.Value(x, y, p));
        loss.Value(x, y, p)?.backward();
        if (x.grad is not { } gradient) { return; }
        const double H = 1e-6;
        var at = x.detach().clone();
        var (i, j) = (batch.Seed % batch.Rows, batch.Seed % Dimension);
        double Moved(double by)
        {
            var moved = at.clone();
            moved[i, j] += by;
            return Number(loss.Value(moved, y, p));
        }
        var (up, down) = (Moved(H), Moved(-H));
        // A kink between the two points (a hinge, a selection) has no derivative to compare with.
        if (Math.Abs(up - before - (before - down)) > 1e-3 * Math.Abs(up - down) + 1e-9) { return; }
        // The circle loss weighs by similarities that are held fixed: its gradient is not its value's derivative.
        if (key == "circle") { return; }
        var slope = (up - down) / (2 * H);
        Assert.True(Math.Abs(slope - gradient[i, j].item<double>()) < 1e-4 * Math.Max(1, gradient.abs().max().item<double>()), $"{slope} and {gradient[i, j].item<double>()}");
    }, iter: 30, threads: 1);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Degenerate_BatchesGiveFiniteGradients(string key)
    {
        using var scope = NewDisposeScope();
        foreach (var labels in new long[][] { [0], [0, 0, 0], [0, 1, 2], [0, 0, 1], [2, 2, 2, 2] })
        {
            var (loss, x, _, p) = Draw(key, labels.Length, 7);
            // Equal rows: every distance is 0, every similarity 1.
            foreach (var rows in new[] { x, ones_like(x).requires_grad_() })
            {
                if (loss.Value(rows, tensor(labels), p) is not { } value) { continue; }
                Assert.True(double.IsFinite(Number(value)), $"{string.Join(' ', labels)}: {Number(value)}");
                value.backward();
                Assert.True(rows.grad is null || rows.grad.isfinite().all().item<bool>(), string.Join(' ', labels));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Repeated_LeavesNoTensorBehind(string key)
    {
        long Live()
        {
            using var scope = NewDisposeScope();
            var (loss, x, y, p) = Draw(key, 9, 3);
            for (var i = 0; i < 20; i++)
            {
                using var step = NewDisposeScope();
                loss.Value(x, y, p)?.backward();
            }
            return scope.DisposablesCount;
        }
        var first = Live();
        Assert.Equal(first, Live());
        using var outer = NewDisposeScope();
        var (loss, x, y, p) = Draw(key, 9, 3);
        var before = outer.DisposablesCount;
        using (var value = loss.Value(x, y, p)) { Assert.True(outer.DisposablesCount - before <= 1, $"{outer.DisposablesCount - before} tensors"); }
    }

    private static (EmbeddingLoss Loss, Tensor Embeddings, Tensor Labels, Tensor[] Parameters) Draw(string key, int rows, int seed)
    {
        var choice = LossTable.All.Single(l => l.Key == key);
        var loss = choice.Make(Activator.CreateInstance(choice.Settings)!, Classes, Dimension);
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        Tensor Matrix(int n, int d) => tensor(Enumerable.Range(0, n * d).Select(_ => Normal()).ToArray()).view(n, d).requires_grad_();
        return (loss, Matrix(rows, Dimension), tensor(Enumerable.Range(0, rows).Select(_ => (long)random.Next(Classes)).ToArray()),
            [.. loss.Parameters.Select(p => Matrix(p.Labels.Length, p.Dimension))]);
    }

    private static double Number(Tensor? value) => value?.item<double>() ?? 0;

    private static void Near(double a, double b, double tolerance) =>
        Assert.True(Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))), $"{a} and {b}");
}
