using DmlStudio.Web.Reliability;

namespace DmlStudio.Web.Queries;

/// <summary>Scales the probabilities of each repetition by a temperature that was fitted on other held-out texts only: those of the other
/// repetitions that this one does not hold out itself.</summary>
internal static class HeldOutTemperature
{
    /// <summary>Rows that a fit needs at least.</summary>
    public const int Fewest = 30;

    /// <param name="probabilities">Row by row, [N · C].</param>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="repetition">Repetition of each row, [N].</param>
    /// <param name="text">Text of each row, [N].</param>
    /// <param name="classes">C.</param>
    /// <returns>Scaled probabilities, and the temperature of each repetition; NaN, and probabilities left as they are, where fewer than
    /// <see cref="Fewest"/> other rows exist.</returns>
    public static (double[] Probabilities, IReadOnlyDictionary<int, double> Temperatures) Scale(double[] probabilities, int[] gold,
        IReadOnlyList<int> repetition, IReadOnlyList<int> text, int classes)
    {
        var logits = TemperatureScaling.Logits(probabilities);
        var grid = new TemperatureGrid(logits, gold, classes);
        var scaled = (double[])probabilities.Clone();
        int[] draws = [.. repetition.Distinct().Order()];
        var fitted = new double[draws.Length];
        for (var d = 0; d < draws.Length; d++)
        {
            var draw = draws[d];
            int[] own = [.. Enumerable.Range(0, gold.Length).Where(i => repetition[i] == draw)];
            var held = own.Select(i => text[i]).ToHashSet();
            int[] others = [.. Enumerable.Range(0, gold.Length).Where(i => repetition[i] != draw && !held.Contains(text[i]))];
            var temperature = fitted[d] = others.Length < Fewest ? double.NaN : grid.Fit(others);
            if (double.IsNaN(temperature)) { continue; }
            Parallel.ForEach(own, row => TemperatureScaling.Apply(logits.AsSpan(row * classes, classes), temperature,
                scaled.AsSpan(row * classes, classes)));
        }
        return (scaled, draws.Zip(fitted).ToDictionary(d => d.First, d => d.Second));
    }
}
