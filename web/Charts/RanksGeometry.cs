namespace DmlStudio.Web.Charts;

/// <summary>Mean ranks on an axis, and bars over those that a critical difference cannot tell apart (Demšar's picture).</summary>
internal sealed class RanksGeometry
{
    /// <summary>Height of a row of names, and of the axis with its bracket, pixels.</summary>
    public const double RowHeight = 18, Head = 56;

    /// <summary>One method.</summary>
    /// <param name="Index">Which of the given ones.</param>
    /// <param name="X">Its place on the axis.</param>
    /// <param name="NameX">Where its name begins or ends.</param>
    /// <param name="Y">Height of its name.</param>
    /// <param name="OnLeft">Whether the name stands on the left.</param>
    public sealed record Leader(int Index, double X, double NameX, double Y, bool OnLeft);

    /// <summary>Methods that cannot be told apart.</summary>
    /// <param name="From">Left end.</param>
    /// <param name="To">Right end.</param>
    public sealed record Bar(double From, double To, double Y);

    /// <summary>Works the places out.</summary>
    /// <param name="ranks">Mean rank of each method, 1 the best.</param>
    /// <param name="criticalDifference">Mean ranks nearer than this cannot be told apart.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="names">Room for a name on either side, pixels.</param>
    public RanksGeometry(IReadOnlyList<double> ranks, double criticalDifference, double width, double names)
    {
        var k = ranks.Count;
        double X(double rank) => names + (width - 2 * names) * (k < 2 ? 0.5 : (rank - 1) / (k - 1));
        var step = Math.Max(1, (int)Math.Ceiling(k / 10.0));
        Axis = [.. Enumerable.Range(1, Math.Max(k, 1)).Where(r => (r - 1) % step == 0 || r == k).Select(r => (r, X(r)))];
        CriticalTo = Math.Min(X(1 + criticalDifference), width - 2);
        var order = Enumerable.Range(0, k).OrderBy(i => ranks[i]).ThenBy(i => i).ToArray();
        Bars = [.. Groups([.. order.Select(i => ranks[i])], criticalDifference)
            .Select((g, at) => new Bar(X(g.From) - 4, X(g.To) + 4, Head + 10 + 6 * at))];
        Names = Head + 16 + 6 * Bars.Count;
        var left = (k + 1) / 2;
        Leaders = [.. order.Select((index, at) => at < left
            ? new Leader(index, X(ranks[index]), names - 8, Names + RowHeight * (at + 0.5), true)
            : new Leader(index, X(ranks[index]), width - names + 8, Names + RowHeight * (k - 1 - at + 0.5), false))];
        Height = Names + RowHeight * left + 4;
    }

    /// <summary>Ranks with their places.</summary>
    public IReadOnlyList<(int Rank, double X)> Axis { get; }

    /// <summary>Right end of the bracket that is one critical difference long and begins at rank 1.</summary>
    public double CriticalTo { get; }

    public IReadOnlyList<Leader> Leaders { get; }

    public IReadOnlyList<Bar> Bars { get; }

    /// <summary>Where the names begin, pixels from the top.</summary>
    public double Names { get; }

    /// <summary>Height of the picture, pixels.</summary>
    public double Height { get; }

    /// <summary>Longest runs of sorted mean ranks that lie within the critical difference; no run inside another.</summary>
    /// <param name="sorted">Mean ranks, ascending.</param>
    /// <param name="criticalDifference">Critical difference.</param>
    public static IReadOnlyList<(double From, double To)> Groups(IReadOnlyList<double> sorted, double criticalDifference)
    {
        var groups = new List<(double From, double To)>();
        var reached = -1;
        for (var i = 0; i < sorted.Count; i++)
        {
            var to = i;
            while (to + 1 < sorted.Count && sorted[to + 1] - sorted[i] < criticalDifference) { to++; }
            if (to > i && to > reached) { groups.Add((sorted[i], sorted[to])); }
            reached = Math.Max(reached, to);
        }
        return groups;
    }
}
