using System.Globalization;

namespace DmlStudio.Losses;

/// <summary>Preferences between objectives.</summary>
public static class PreferenceVectors
{
    /// <summary>Preferences of two objectives, evenly spread over a quarter circle: (cos φ, sin φ), φ from π/20 to 9π/20.</summary>
    /// <remarks><c>dbmptr/EPOSearch</c>, <c>circle_points</c> (Mahapatra and Rajan 2020; dbmptr/EPOSearch).</remarks>
    /// <param name="count">How many, at least 1; one alone stands at π/4.</param>
    public static IReadOnlyList<double[]> Circle(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        const double First = Math.PI / 20, Last = 9 * Math.PI / 20;
        return [.. Enumerable.Range(0, count).Select(i => count == 1 ? Math.PI / 4 : First + i * (Last - First) / (count - 1))
            .Select(angle => new[] { Math.Cos(angle), Math.Sin(angle) })];
    }

    /// <summary>Reads numbers for each objective, as <c>0.7,0.3</c>.</summary>
    /// <param name="text">What a person wrote; empty for equal ones.</param>
    /// <param name="names">Names of the objectives.</param>
    /// <param name="of">What the numbers belong to, named in messages.</param>
    /// <param name="least">Smallest number allowed; with 0 at least one must be above it.</param>
    /// <exception cref="InvalidDataException">Another number of numbers, a number that is none, or one out of range.</exception>
    public static double[] Parse(string text, IReadOnlyList<string> names, string of, double least = double.Epsilon)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        if (string.IsNullOrWhiteSpace(text)) { return [.. names.Select(_ => 1.0)]; }
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = parts.Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.IsFinite(x) && x >= least ? x : double.NaN).ToArray();
        if (parts.Length == names.Count && !numbers.Any(double.IsNaN) && numbers.Sum() > 0) { return numbers; }
        throw new InvalidDataException(
            $"{of}: found \"{text}\", expected {names.Count.ToString(CultureInfo.InvariantCulture)} numbers "
                + $"{(least > 0 ? "above 0" : "from 0, not all 0")}, " +
            $"separated by commas, for {string.Join(", ", names)}.");
    }
}
