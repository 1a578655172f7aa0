using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Web.Queries;

/// <summary>How well each score of each rule tells texts in scope from texts out of scope, for every chosen loss over its draws.</summary>
/// <param name="Rows">Rows, for the losses and their runs.</param>
/// <param name="Set">Name of the set of texts; null for the first.</param>
public sealed record OutOfScopeQuery(ReliabilityRows Rows, string? Set)
{
    /// <summary>One loss by one score.</summary>
    /// <param name="Auroc">Over the draws; null when no run has the score.</param>
    /// <param name="FprAt95">Over the draws; null when no run has the score.</param>
    /// <param name="Runs">Draws behind it.</param>
    public sealed record Cell(ReliabilityModel Model, StudentInterval? Auroc, StudentInterval? FprAt95, int Runs);

    /// <summary>A score.</summary>
    /// <param name="Cells">One for each loss.</param>
    public sealed record Item(string Rule, string Score, IReadOnlyList<Cell> Cells);

    /// <summary>A text out of scope that looks most like one in scope.</summary>
    /// <param name="Label">Label that the looked-at loss gives it most often.</param>
    /// <param name="Share">Share of the draws in which it passes the threshold that 95 % of the texts in scope pass, 0..1.</param>
    /// <param name="Score">Mean score over the draws.</param>
    public sealed record Accepted(string Text, int Label, double Share, double Score);

    /// <summary>The answer.</summary>
    /// <param name="Sets">Names of all sets.</param>
    /// <param name="Set">The chosen one, or null without any.</param>
    /// <param name="Inside">Texts in scope of a run.</param>
    /// <param name="Outside">Texts out of scope.</param>
    /// <param name="Untested">Ids of chosen runs without this set.</param>
    /// <param name="Mixed">Whether runs hold different texts under the chosen name; then only those of the first stand here.</param>
    public sealed record Answer(IReadOnlyList<string> Sets, string? Set, int Inside, int Outside, IReadOnlyList<Item> Items,
        IReadOnlyList<string> Untested, bool Mixed)
    {
        /// <summary>Whether the figures rest on too few texts of either side to stand without a remark.</summary>
        public bool Few => FewTexts.Are(Math.Min(Inside, Outside));
    }

    public Answer Ask(RunShelf shelf)
    {
        var all = Found(shelf);
        string[] sets = [.. all.SelectMany(f => f.Sets).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal)];
        var set = sets.Contains(Set) ? Set : sets.FirstOrDefault();
        var chosen = Chosen(all, set, out var mixed);
        var some = chosen.FirstOrDefault(c => c.Found is not null).Found;
        var scores = chosen.Where(c => c.Found is not null).SelectMany(c => c.Found!.Scores).Select(s => (s.Rule, s.Score)).Distinct()
            .ToArray();
        return new Answer(sets, set, some?.Inside.Length ?? 0, some?.Texts.Count ?? 0,
            [.. scores.Select(s => new Item(s.Rule, s.Score,
                [.. Rows.Models.Select(m => Of(m, [.. chosen.Where(c => c.Model == m && c.Found is not null)
                .Select(c => c.Found!.Scores.FirstOrDefault(x => x.Rule == s.Rule && x.Score == s.Score)).OfType<OutOfScopeScore>()]))]))],
            [.. chosen.Where(c => c.Found is null).Select(c => c.Id)], mixed);
    }

    /// <summary>Texts out of scope that pass most often, for one loss and one score.</summary>
    public IReadOnlyList<Accepted> Passing(RunShelf shelf, ReliabilityModel model, string rule, string score)
    {
        var all = Found(shelf);
        var found = Chosen(all, Set
            ?? all.SelectMany(f => f.Sets).Select(s => s.Name).Order(StringComparer.Ordinal).FirstOrDefault(), out _)
                .Where(c => c.Model == model
            && c.Found is not null)
            .Select(c => (c.Found!.Texts, Score: c.Found.Scores.FirstOrDefault(s => s.Rule == rule && s.Score == score)))
                .Where(f => f.Score is not null).ToArray();
        if (found.Length == 0) { return []; }
        var thresholds = found.Select(f => Separation.Of(Doubles(f.Score!.Inside), Doubles(f.Score.Outside)).Threshold).ToArray();
        return [.. found[0].Texts.Select((text, i) =>
            new Accepted(text, found.GroupBy(f => f.Score!.Predicted[i]).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key,
                found.Select((f, r) => f.Score!.Outside[i] >= thresholds[r] ? 1.0 : 0).Average(), found.Average(f => f.Score!.Outside[i])))
            .OrderByDescending(a => a.Share).ThenByDescending(a => a.Score)];
    }

    private List<(ReliabilityModel Model, string Id, IReadOnlyList<OutOfScope> Sets)> Found(RunShelf shelf)
    {
        return [.. Rows.Models.SelectMany(m => Rows.Repetitions.Select(d => (m, m.Runs[d], shelf.Store.OutOfScope(m.Runs[d]))))];
    }

    // Two sets of one name with other texts cannot be laid side by side.
    private static (ReliabilityModel Model, string Id,
        OutOfScope? Found)[] Chosen(List<(ReliabilityModel Model, string Id, IReadOnlyList<OutOfScope> Sets)> all, string? set,
        out bool mixed)
    {
        string[] checksums = [.. all.SelectMany(f => f.Sets).Where(s => s.Name == set).Select(s => s.Checksum).Distinct()];
        mixed = checksums.Length > 1;
        return [.. all.Select(f => (f.Model, f.Id, f.Sets.FirstOrDefault(s => s.Name == set && s.Checksum == checksums.FirstOrDefault())))];
    }

    private static Cell Of(ReliabilityModel model, OutOfScopeScore[] scores)
    {
        var found = scores.Select(s => Separation.Of(Doubles(s.Inside), Doubles(s.Outside))).ToArray();
        return found.Length == 0 ? new Cell(model, null, null, 0)
            : new Cell(model, StudentInterval.Of([.. found.Select(f => f.Auroc)]), StudentInterval.Of([.. found.Select(f => f.FprAt95)]),
                found.Length);
    }

    private static double[] Doubles(float[] values) => [.. values.Select(v => (double)v)];
}
