using System.Diagnostics;

namespace DmlStudio.WebSpeed;

/// <summary>What readers met who asked at once.</summary>
/// <param name="Readers">How many.</param>
/// <param name="P95">95th percentile of their answers, milliseconds.</param>
/// <param name="PerSecond">Pages a second, of all together.</param>
internal sealed record Crowd(int Readers, double P95, double PerSecond)
{
    /// <summary>How many readers.</summary>
    public const int Many = 20;

    /// <summary>95th percentile at most, milliseconds.</summary>
    public const double Milliseconds = 250;

    private const int Seed = 7;
    private static readonly TimeSpan For = TimeSpan.FromSeconds(10);

    // What a reader goes through; what is asked once in a day is asked alone.
    private static readonly string[] Names = ["Results", "Results, a cell", "Runs", "Runs by gain", "A run", "Texts of a run", "Compare",
        "Explain", "Explain a text", "Words", "Deciles", "Calibration", "Selective", "Space", "Objectives"];

    /// <summary>Readers who go from page to page, each asking for the next as soon as one has come.</summary>
    /// <param name="ask">Asks for a path.</param>
    public static async Task<Crowd> Ask(Func<string, Task> ask)
    {
        string[] paths = [.. Address.All().Where(a => Names.Contains(a.Name)).Select(a => a.Path)];
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, Many).Select(async reader =>
        {
            var (random, took) = (new Random(Seed + reader), new List<double>());
            while (clock.Elapsed < For)
            {
                var from = clock.Elapsed;
                await ask(paths[random.Next(paths.Length)]);
                took.Add((clock.Elapsed - from).TotalMilliseconds);
            }
            return took;
        }));
        double[] sorted = [.. all.SelectMany(t => t).Order()];
        return new Crowd(Many, sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1], sorted.Length / clock.Elapsed.TotalSeconds);
    }
}
