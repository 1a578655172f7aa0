using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using Wide = System.Numerics.Vector<double>;

namespace DmlStudio.Statistics;

/// <summary>
/// The first few principal axes of many columns without all the others: block Krylov iteration with every vector orthogonal to all
/// before it (Golub and Underwood 1977; Musco and Musco 2015), until XᵀXv − λv is 1e-8 of the largest λ, below what a picture in
/// single precision can show. All axes of D columns cost D³.
/// </summary>
internal static class LeadingAxes
{
    // More vectors at a time than axes are wanted find axes of equal variance as well.
    private const int Beside = 6;
    private const double Tolerance = 1e-8, Dependent = 1e-10;

    // Looking whether it is enough costs more than going on.
    private const double Growth = 1.5;

    /// <param name="rows">N rows of D numbers, their mean taken off.</param>
    /// <param name="dimension">D.</param>
    /// <param name="axes">Number of axes, at most D.</param>
    /// <returns>Unit axes and their sums of squares, largest first.</returns>
    public static (double[][] Axes, double[] Squares) Of(double[] rows, int dimension, int axes)
    {
        var random = new Random(1);
        List<double[]> basis = [], images = [];
        var inner = new double[0, 0];
        var next = 0;
        double[][] block = [.. Enumerable.Range(0, axes + Beside).Select(_ => Drawn(random, dimension))];
        while (true)
        {
            var before = basis.Count;
            foreach (var vector in block) { Join(vector, basis, dimension); }
            // The rows span no more, or fewer than are wanted: any other direction does.
            while (basis.Count < Math.Min(axes, dimension)) { Join(Drawn(random, dimension), basis, dimension); }
            foreach (var vector in basis.Skip(before)) { images.Add(Image(rows, vector)); }
            var ended = basis.Count == before || basis.Count >= dimension;
            if (ended || basis.Count >= next)
            {
                next = (int)(Growth * basis.Count);
                inner = Grown(inner, images);
                var evd = Matrix<double>.Build.DenseOfArray(inner).Evd(Symmetricity.Symmetric);
                var found = Enumerable.Range(1, axes).Select(k => basis.Count - k)
                    .Select(k => (Weights: evd.EigenVectors.Column(k), Square: Math.Max(evd.EigenValues[k].Real, 0))).ToArray();
                var vectors = found.Select(f => Sum(basis, f.Weights, dimension)).ToArray();
                if (ended || found.Zip(vectors)
                    .All(p => Left(rows, images, p.First.Weights, p.Second, p.First.Square) <= Tolerance * found[0].Square))
                {
                    return (vectors, [.. found.Select(f => f.Square)]);
                }
            }
            block = [.. images.Skip(before).Select(i => Back(rows, i, dimension))];
        }
    }

    private static double[] Drawn(Random random, int dimension)
    {
        var vector = new double[dimension];
        for (var d = 0; d < dimension; d++) { vector[d] = random.NextDouble() - 0.5; }
        return vector;
    }

    // Twice is enough (Giraud, Langou and Rozložník 2005). What is left of a vector within the basis is rounding.
    private static void Join(double[] vector, List<double[]> basis, int dimension)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        if (length == 0 || basis.Count == dimension) { return; }
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var other in basis) { Add(other, -Dot(other, vector), vector); }
        }
        var left = Math.Sqrt(Dot(vector, vector));
        if (left <= Dependent * length) { return; }
        for (var d = 0; d < dimension; d++) { vector[d] /= left; }
        basis.Add(vector);
    }

    private static double[,] Grown(double[,] inner, List<double[]> images)
    {
        var (had, now) = (inner.GetLength(0), images.Count);
        var grown = new double[now, now];
        for (var i = 0; i < now; i++)
        {
            for (var j = 0; j <= i; j++) { grown[i, j] = grown[j, i] = i < had ? inner[i, j] : Dot(images[i], images[j]); }
        }
        return grown;
    }

    private static double[] Image(double[] rows, double[] vector)
    {
        var image = new double[rows.Length / vector.Length];
        for (var i = 0; i < image.Length; i++) { image[i] = Dot(rows.AsSpan(i * vector.Length, vector.Length), vector); }
        return image;
    }

    private static double[] Back(double[] rows, double[] image, int dimension)
    {
        var vector = new double[dimension];
        for (var i = 0; i < image.Length; i++) { Add(rows.AsSpan(i * dimension, dimension), image[i], vector); }
        return vector;
    }

    private static double[] Sum(List<double[]> vectors, Vector<double> weights, int length)
    {
        var sum = new double[length];
        for (var i = 0; i < vectors.Count; i++) { Add(vectors[i], weights[i], sum); }
        return sum;
    }

    private static double Left(double[] rows, List<double[]> images, Vector<double> weights, double[] vector, double square)
    {
        var left = Back(rows, Sum(images, weights, images[0].Length), vector.Length);
        Add(vector, -square, left);
        return Math.Sqrt(Dot(left, left));
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Wide> wideA = MemoryMarshal.Cast<double, Wide>(a), wideB = MemoryMarshal.Cast<double, Wide>(b);
        Wide wide = default;
        for (var i = 0; i < wideA.Length; i++) { wide += wideA[i] * wideB[i]; }
        var sum = System.Numerics.Vector.Sum(wide);
        for (var i = wideA.Length * Wide.Count; i < a.Length; i++) { sum += a[i] * b[i]; }
        return sum;
    }

    private static void Add(ReadOnlySpan<double> vector, double factor, Span<double> into)
    {
        var wide = MemoryMarshal.Cast<double, Wide>(vector);
        var wideInto = MemoryMarshal.Cast<double, Wide>(into);
        for (var i = 0; i < wide.Length; i++) { wideInto[i] += factor * wide[i]; }
        for (var i = wide.Length * Wide.Count; i < vector.Length; i++) { into[i] += factor * vector[i]; }
    }
}
