using System.Globalization;

namespace DmlStudio.Trainer.Runs;

/// <summary>Settings that a search tries, with what its last round found of them.</summary>
/// <param name="values">The settings, by name.</param>
internal sealed class SearchCandidate(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The settings, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>Mean of its runs; NaN before the first round, −∞ where all of them failed.</summary>
    public double Score { get; private set; } = double.NaN;

    /// <summary>Runs behind the score.</summary>
    public int Runs { get; private set; }

    /// <summary>Runs of its last round that have no score.</summary>
    public int Lacking { get; private set; }

    /// <summary>Whether a run of it could not be made, in any round.</summary>
    public bool Failed { get; set; }

    /// <summary>The score in words.</summary>
    public string Told => Runs == 0 ? "failed" : Score.ToString("0.000", CultureInfo.InvariantCulture)
        + (Lacking == 0 ? "" : FormattableString.Invariant($" ({Lacking} failed)"));

    /// <summary>The settings in words.</summary>
    public string Text => string.Join(", ", Values.Select(v => $"{v.Key} {v.Value}"));

    /// <summary>The best first. The mean of what survived may be of the easy runs alone, so that who lacks runs stands behind.</summary>
    /// <param name="judged">Candidates of one round.</param>
    public static IEnumerable<SearchCandidate> Ranked(IEnumerable<SearchCandidate> judged) =>
        judged.OrderBy(c => c.Lacking).ThenByDescending(c => c.Score);

    /// <summary>Keeps what a round found.</summary>
    /// <param name="scores">Scores of its finished runs.</param>
    /// <param name="asked">Runs that were to be made.</param>
    public void Judge(IReadOnlyCollection<double> scores, int asked) => (Score, Runs, Lacking) =
        (scores.Count == 0 ? double.NegativeInfinity : scores.Average(), scores.Count, asked - scores.Count);
}
