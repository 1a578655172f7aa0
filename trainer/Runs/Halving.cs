namespace DmlStudio.Trainer.Runs;

/// <summary>The rounds of successive halving: in each, fewer candidates see more repetitions.</summary>
/// <remarks>Jamieson and Talwalkar 2016, arXiv:1502.07943.</remarks>
/// <param name="Candidates">Candidates of the round.</param>
/// <param name="Repetitions">Repetitions that each has at its end.</param>
internal sealed record Halving(int Candidates, int Repetitions)
{
    /// <summary>All rounds.</summary>
    /// <param name="candidates">Candidates at first, at least 1.</param>
    /// <param name="factor">1/factor of them go on, and see factor times the repetitions; at least 2.</param>
    /// <param name="most">Most repetitions.</param>
    public static IReadOnlyList<Halving> Rounds(int candidates, int factor, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        var rounds = new List<Halving>();
        for (var (left, repetitions) = (candidates, 1); ; left = Math.Max(1, (int)Math.Ceiling(left / (double)factor)),
            repetitions = Math.Min(most, repetitions * factor))
        {
            rounds.Add(new Halving(left, repetitions));
            if (repetitions >= most) { return rounds; }
        }
    }

    /// <summary>Runs of all rounds, for one corpus and loss.</summary>
    public static int Runs(IReadOnlyList<Halving> rounds)
    {
        return rounds.Select((r, i) => r.Candidates * (r.Repetitions - (i == 0 ? 0 : rounds[i - 1].Repetitions))).Sum();
    }
}
