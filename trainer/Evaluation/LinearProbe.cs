using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Logistic regression on frozen embeddings: how much of the labels lies open in them.</summary>
/// <remarks>Minimises ‖W‖²/2 + C · sum of log losses, intercepts unpenalised; softmax over all labels, with two labels the
/// ordinary logistic. Embeddings are scaled to length 1 by the caller where that is wanted. Conneau &amp; Kiela 2018,
/// arXiv:1803.05449, section 4.</remarks>
internal sealed class LinearProbe : IDisposable
{
    private const int Folds = 5;
    private readonly Tensor _rows;
    private readonly int[] _labels;
    private readonly int _classes;

    /// <summary>Takes embeddings and labels.</summary>
    /// <param name="embeddings">[N · H].</param>
    /// <param name="labels">N labels, from 0.</param>
    /// <param name="classes">Number of labels.</param>
    public LinearProbe(float[] embeddings, int[] labels, int classes)
    {
        (_labels, _classes) = (labels, classes);
        using var scope = NewDisposeScope();
        var x = tensor(embeddings).view(labels.Length, -1).to(ScalarType.Float64);
        // the last column is the intercept
        _rows = cat([x, ones(labels.Length, 1, dtype: ScalarType.Float64)], 1).DetachFromDisposeScope();
    }

    /// <summary>Strengths that are tried.</summary>
    public static IReadOnlyList<double> Strengths { get; } = [0.25, 0.5, 1, 2, 4, 8, 16, 32];

    /// <summary>Accuracy on some rows of a probe that was fitted on others.</summary>
    /// <param name="train">Rows to fit on.</param>
    /// <param name="test">Rows to judge by.</param>
    /// <param name="strength">C.</param>
    /// <returns>0..1.</returns>
    public double Accuracy(int[] train, int[] test, double strength)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var weights = Fit(train, strength);
        var scores = _rows.index_select(0, Rows(test)).mm(weights.t());
        var chosen = (_classes == 2 ? scores.select(1, 0).gt(N(0)).to(ScalarType.Int64) : scores.argmax(1)).data<long>().ToArray();
        return test.Zip(chosen).Count(p => _labels[p.First] == p.Second) / (double)test.Length;
    }

    /// <summary>Accuracy on a test part; C is chosen by five folds of the training part.</summary>
    /// <param name="train">Rows to fit on.</param>
    /// <param name="test">Rows to judge by.</param>
    /// <param name="random">Draws the folds.</param>
    public double Accuracy(int[] train, int[] test, Random random)
    {
        var folds = FoldsOf(train, random);
        var best = Strengths.MaxBy(c => folds.Average(fold => Accuracy([.. train.Except(fold)], fold, c)));
        return Accuracy(train, test, best);
    }

    /// <summary>Mean accuracy over five folds, C chosen within each.</summary>
    /// <param name="random">Draws the folds.</param>
    public double CrossValidated(Random random)
    {
        int[] all = [.. Enumerable.Range(0, _labels.Length)];
        return FoldsOf(all, random).Average(fold => Accuracy([.. all.Except(fold)], fold, random));
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    // Every label is spread evenly over the folds.
    private List<int[]> FoldsOf(int[] rows, Random random)
    {
        var folds = Enumerable.Range(0, Folds).Select(_ => new List<int>()).ToArray();
        var next = 0;
        foreach (var label in rows.GroupBy(r => _labels[r]).OrderBy(g => g.Key))
        {
            var drawn = label.ToArray();
            random.Shuffle(drawn);
            foreach (var row in drawn) { folds[next++ % Folds].Add(row); }
        }
        return [.. folds.Select(f => f.ToArray())];
    }

    private static Tensor Rows(int[] rows) => tensor(Array.ConvertAll(rows, r => (long)r));

    // [K, H + 1]; with two labels one row, the score of label 1.
    private Tensor Fit(int[] train, double strength)
    {
        var x = _rows.index_select(0, Rows(train));
        int outputs = _classes == 2 ? 1 : _classes, width = (int)x.shape[1];
        var y = zeros(train.Length, outputs, dtype: ScalarType.Float64);
        var targets = Array.ConvertAll(train, r => (long)_labels[r]);
        if (outputs == 1) { y = tensor(Array.ConvertAll(targets, t => (double)t)).view(-1, 1); }
        else { y = nn.functional.one_hot(tensor(targets), outputs).to(ScalarType.Float64); }
        var penalised = ones(1, width, dtype: ScalarType.Float64);
        penalised[0, width - 1] = zeros(1, dtype: ScalarType.Float64)[0];

        double Objective(double[] at, double[] into)
        {
            using var scope = NewDisposeScope();
            var w = tensor(at).view(outputs, width);
            var logits = x.mm(w.t());                                                       // [N, K]
            var losses = outputs == 1 ? logits.Softplus().sum().add((y * logits).sum(), N(-1))
                : logits.logsumexp(1).sum().add((y * logits).sum(), N(-1));
            var predicted = outputs == 1 ? logits.sigmoid() : logits.softmax(1);
            var kept = w * penalised;
            var gradient = predicted.add(y, N(-1)).t().mm(x).mul(N(strength)).add(kept, N(1));
            gradient.reshape(-1).data<double>().CopyTo(into);
            return losses.mul(N(strength)).add((kept * kept).sum(), N(0.5)).item<double>();
        }

        var best = LogisticFit.Minimise(outputs * width, Objective, 1e-3 * strength);
        return tensor(best).view(outputs, width);
    }
}
