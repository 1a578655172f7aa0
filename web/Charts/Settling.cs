namespace DmlStudio.Web.Charts;

/// <summary>When a noisy line stops moving.</summary>
internal static class Settling
{
    /// <summary>First step from which the line, smoothed over a twentieth of the steps, stays within 5 % of its range
    /// around its end.</summary>
    /// <param name="values">One value per step.</param>
    /// <returns>Step from 1; null when it still moves in the last tenth, or with fewer than five values.</returns>
    public static int? Of(IReadOnlyList<float> values)
    {
        float[] known = [.. values.Where(float.IsFinite)];
        if (known.Length < 5) { return null; }
        var window = Math.Max(1, known.Length / 20);
        double[] smooth = [.. Enumerable.Range(0, known.Length - window + 1)
            .Select(i => Enumerable.Range(i, window).Average(j => (double)known[j]))];
        var range = smooth.Max() - smooth.Min();
        if (range <= 0) { return 1; }
        var from = smooth.Length - 1;
        while (from > 0 && Math.Abs(smooth[from - 1] - smooth[^1]) <= 0.05 * range) { from--; }
        return from < 0.9 * (smooth.Length - 1) ? from + 1 : null;
    }
}
