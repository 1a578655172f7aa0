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
        var scaled = (double[])probabilities.Clone();
        var temperatures = new Dictionary<int, double>();
        double[] Of(IEnumerable<int> rows) => [.. rows.SelectMany(i => logits[(i * classes)..((i + 1) * classes)])];
        foreach (var draw in repetition.Distinct().Order())
        {
            int[] own = [.. Enumerable.Range(0, gold.Length).Where(i => repetition[i] == draw)];
            var held = own.Select(i => text[i]).ToHashSet();
            int[] others = [.. Enumerable.Range(0, gold.Length).Where(i => repetition[i] != draw && !held.Contains(text[i]))];
            temperatures[draw] = others.Length < Fewest
                ? double.NaN
                : TemperatureScaling.Fit(Of(others), [.. others.Select(i => gold[i])], classes);
            if (double.IsNaN(temperatures[draw])) { continue; }
            var rows = TemperatureScaling.Apply(Of(own), classes, temperatures[draw]);
            for (var i = 0; i < own.Length; i++) { Array.Copy(rows, i * classes, scaled, own[i] * classes, classes); }
        }
        return (scaled, temperatures);
    }
}
