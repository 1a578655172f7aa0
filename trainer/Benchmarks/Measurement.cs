namespace DmlStudio.Trainer.Benchmarks;

/// <summary>A figure of a benchmark: mostly a ratio of two things measured in the same run.</summary>
/// <param name="Name">Name for programs, such as <c>training-fp32-against-plain</c>.</param>
/// <param name="Words">What it is, and what stands beside it.</param>
/// <param name="Unit">Unit; <c>×</c> for a ratio.</param>
/// <param name="AtLeast">Target from below, or null.</param>
/// <param name="AtMost">Target from above, or null.</param>
internal sealed record Measurement(string Name, string Words, double Value, string Unit, double? AtLeast = null, double? AtMost = null)
{
    /// <summary>Whether the target is met; null without one.</summary>
    public bool? Met => AtLeast is { } least ? Value >= least : AtMost is { } most ? Value <= most : null;

    /// <summary>The line for a person.</summary>
    public override string ToString()
    {
        var target = AtLeast is { } least ? FormattableString.Invariant($"  target ≥ {Number(least)}: {(Met == true ? "met" : "MISSED")}")
            : AtMost is { } most ? FormattableString.Invariant($"  target ≤ {Number(most)}: {(Met == true ? "met" : "MISSED")}") : "";
        return FormattableString.Invariant($"{Name,-34}{Number(Value),10} {Unit,-9}{Words}{target}");
    }

    // A small number that is not 0 must not read as 0.
    private static string Number(double value) =>
        value.ToString(value == 0 || Math.Abs(value) >= 1e-3 ? "0.###" : "0.#e0", System.Globalization.CultureInfo.InvariantCulture);
}
