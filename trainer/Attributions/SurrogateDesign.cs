using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Masks and weights of a surrogate, worked out once for all its targets: means and covariance of the words.</summary>
internal sealed class SurrogateDesign
{
    private readonly int[][] _present;
    private readonly double[] _mean;
    private Matrix<double>? _inverse;
    private double[][]? _centred;

    /// <summary>Works them out.</summary>
    /// <param name="sample">Masks with weights; the weights are finite, none is negative, and not all are 0.</param>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public SurrogateDesign(MaskSampler sample)
    {
        Sample = sample;
        Total = sample.Weights.Sum();
        if (!double.IsFinite(Total) || Total <= 0 || sample.Weights.Any(w => w < 0))
        {
            throw new InvalidDataException(
                FormattableString.Invariant(
                    $"The weights of {sample.Masks.Count} masks sum to {Total}; expected finite weights from 0 and not all 0."));
        }
        Share = [.. sample.Weights.Select(w => w / Total)];
        Words = sample.Masks[0].Length;
        _present = [.. sample.Masks.Select(m => Enumerable.Range(0, m.Length).Where(w => m[w]).ToArray())];
        _mean = new double[Words];
        Gram = Matrix<double>.Build.Dense(Words, Words);
        for (var i = 0; i < _present.Length; i++)
        {
            var row = _present[i];
            for (var a = 0; a < row.Length; a++)
            {
                _mean[row[a]] += Share[i];
                for (var b = 0; b <= a; b++) { Gram[row[a], row[b]] += Share[i]; }
            }
        }
        for (var a = 0; a < Words; a++) { for (var b = 0; b <= a; b++) { Gram[a, b] = Gram[b, a] = Gram[a, b] - _mean[a] * _mean[b]; } }
    }

    /// <summary>Masks and raw weights.</summary>
    public MaskSampler Sample { get; }

    /// <summary>Words d.</summary>
    public int Words { get; }

    /// <summary>Sum of the raw weights.</summary>
    public double Total { get; }

    /// <summary>Weights that sum to 1.</summary>
    public double[] Share { get; }

    /// <summary>Weighted covariance of the words, [d, d].</summary>
    public Matrix<double> Gram { get; }

    /// <summary>Centred rows, for solvers that want them.</summary>
    public double[][] Centred => _centred ??= [.. Sample.Masks.Select(m => m.Select((p, w) => (p ? 1 : 0) - _mean[w]).ToArray())];

    /// <summary>Weighted covariance of the words with a centred target, [d].</summary>
    /// <param name="y">Centred target.</param>
    public double[] Correlation(double[] y)
    {
        var c = new double[Words];
        for (var i = 0; i < y.Length; i++) { foreach (var w in _present[i]) { c[w] += Share[i] * y[i]; } }
        return c;
    }

    /// <summary>Mean-weighted sum of coefficients: what the intercept takes off.</summary>
    public double AtMean(double[] beta) => _mean.Zip(beta, (m, b) => m * b).Sum();

    /// <summary>What coefficients leave of a centred target, [n].</summary>
    /// <param name="y">Centred target.</param>
    public double[] Residuals(double[] y, double[] beta)
    {
        var middle = AtMean(beta);
        var left = new double[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var fit = -middle;
            foreach (var w in _present[i]) { fit += beta[w]; }
            left[i] = y[i] - fit;
        }
        return left;
    }

    /// <summary>Standard errors of the unpenalised fit, robust to unequal variances (sandwich), masks that were drawn together
    /// counting as one draw and a mask that was drawn m times as m; 0 where all masks were enumerated, NaN where there are too few
    /// draws.</summary>
    /// <param name="y">Centred target.</param>
    public double[] StandardErrors(double[] y)
    {
        if (Sample.Exact) { return new double[Words]; }
        int Draws(int mask) => Sample.Draws?[mask] ?? 1;
        bool Ends(int mask) => Sample.Group is not { } group || mask + 1 == group.Length || group[mask + 1] != group[mask];
        var draws = Enumerable.Range(0, _present.Length).Where(Ends).Sum(Draws);
        if (draws <= Words + 1) { return [.. Enumerable.Repeat(double.NaN, Words)]; }
        var inverse = _inverse ??= (Gram + Matrix<double>.Build.DenseIdentity(Words) * 1e-9).Inverse();
        var beta = (inverse * Vector<double>.Build.Dense(Correlation(y))).ToArray();
        var left = Residuals(y, beta);
        var atMean = (inverse * Vector<double>.Build.Dense(_mean)).ToArray();
        double[] variance = new double[Words], pull = new double[Words];
        var columns = inverse.ToColumnArrays();
        for (var i = 0; i < _present.Length; i++)
        {
            var weight = Share[i] * left[i];
            for (var w = 0; w < Words; w++) { pull[w] -= weight * atMean[w]; }
            foreach (var a in _present[i])
            {
                var column = columns[a];
                for (var w = 0; w < Words; w++) { pull[w] += weight * column[w]; }
            }
            if (!Ends(i)) { continue; }
            // m draws of the same mask pull m times as far together, and m times the square of one.
            for (var w = 0; w < Words; w++) { (variance[w], pull[w]) = (variance[w] + pull[w] * pull[w] / Draws(i), 0); }
        }
        var freedom = draws / (double)(draws - Words - 1);
        return [.. variance.Select(v => Math.Sqrt(v * freedom * Sample.Left))];
    }
}
