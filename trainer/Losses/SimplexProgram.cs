using System.Globalization;
namespace DmlStudio.Losses;

/// <summary>A linear program over the weights of a few objectives: maximise c·α with α ≥ 0, Σα = 1 and rows·α ≥ bounds.</summary>
/// <remarks>All vertices are tried, which is exact and quick for a few objectives: each is the meeting point of m − 1
/// of the conditions.</remarks>
public static class SimplexProgram
{
    /// <summary>Most objectives; the number of vertices grows quickly.</summary>
    public const int Most = 6;

    private const double Slack = 1e-9;

    /// <summary>The weights on the simplex with the largest gain.</summary>
    /// <param name="gain">c [m], m from 1 to <see cref="Most"/>.</param>
    /// <param name="constraints">Rows [m] with their bounds.</param>
    /// <returns>α [m], the mean of the best vertices where several are equally good; null when no α meets the conditions.</returns>
    /// <exception cref="ArgumentException">Too many objectives, or rows of another size.</exception>
    public static double[]? Maximise(IReadOnlyList<double> gain, IReadOnlyList<(double[] Row, double Bound)> constraints)
    {
        ArgumentNullException.ThrowIfNull(gain);
        ArgumentNullException.ThrowIfNull(constraints);
        var m = gain.Count;
        if (m is 0 or > Most || constraints.Any(c => c.Row.Length != m))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"Found {m} objectives with rows of {string.Join(", ", constraints.Select(c => c.Row.Length))}; expected 1 to "
                        + $"{Most} and rows of the same size."));
        }
        // Rows are scaled to length 1, so that one slack serves gradients of any size.
        var all = Enumerable.Range(0, m).Select(j => (Row: Unit(m, j), Bound: 0.0)).Concat(constraints.Select(Scaled)).ToArray();
        double[]? best = null;
        var (most, count) = (double.NegativeInfinity, 0);
        var size = Math.Max(1e-300, gain.Max(Math.Abs));
        foreach (var active in Choices(all.Length, m - 1))
        {
            if (Meeting(m, [.. active.Select(i => all[i])]) is not { } vertex || all.Any(c => Dot(c.Row, vertex) < c.Bound - Slack))
            {
                continue;
            }
            var value = Dot(gain, vertex) / size;
            if (value > most + 1e-12) { (best, most, count) = ([.. vertex], value, 1); }
            else if (value >= most - 1e-12 && !Near(vertex, best!, count))
            {
                for (var j = 0; j < m; j++) { best![j] += vertex[j]; }
                count++;
            }
        }
        if (best is null) { return null; }
        var clipped = best.Select(x => Math.Max(0, x / count)).ToArray();
        return [.. clipped.Select(x => x / clipped.Sum())];
    }

    private static (double[] Row, double Bound) Scaled((double[] Row, double Bound) c)
    {
        var length = Math.Sqrt(Dot(c.Row, c.Row));
        return length == 0 ? c : ([.. c.Row.Select(x => x / length)], c.Bound / length);
    }

    private static double[] Unit(int m, int at) => [.. Enumerable.Range(0, m).Select(k => k == at ? 1.0 : 0.0)];

    private static double Dot(IReadOnlyList<double> a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Count; i++) { sum += a[i] * b[i]; }
        return sum;
    }

    // The same vertex is met by several choices of conditions.
    private static bool Near(double[] vertex, double[] sum, int count) =>
        count == 1 && vertex.Zip(sum).All(p => Math.Abs(p.First - p.Second) < 1e-9);

    private static IEnumerable<int[]> Choices(int n, int k)
    {
        var at = Enumerable.Range(0, k).ToArray();
        if (k > n) { yield break; }
        while (true)
        {
            yield return at;
            var i = k - 1;
            while (i >= 0 && at[i] == n - k + i) { i--; }
            if (i < 0) { yield break; }
            at[i]++;
            for (var j = i + 1; j < k; j++) { at[j] = at[j - 1] + 1; }
        }
    }

    // The α where Σα = 1 and the chosen conditions hold with equality; null where they do not meet in one point.
    private static double[]? Meeting(int m, (double[] Row, double Bound)[] active)
    {
        var a = new double[m, m + 1];
        for (var k = 0; k < m; k++) { a[0, k] = 1; }
        a[0, m] = 1;
        for (var i = 1; i < m; i++)
        {
            for (var k = 0; k < m; k++) { a[i, k] = active[i - 1].Row[k]; }
            a[i, m] = active[i - 1].Bound;
        }
        for (var column = 0; column < m; column++)
        {
            var pivot = Enumerable.Range(column, m - column).MaxBy(r => Math.Abs(a[r, column]));
            if (Math.Abs(a[pivot, column]) < 1e-12) { return null; }
            for (var k = 0; k <= m; k++) { (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]); }
            for (var row = 0; row < m; row++)
            {
                if (row == column) { continue; }
                var factor = a[row, column] / a[column, column];
                for (var k = column; k <= m; k++) { a[row, k] -= factor * a[column, k]; }
            }
        }
        return [.. Enumerable.Range(0, m).Select(i => a[i, m] / a[i, i])];
    }
}
