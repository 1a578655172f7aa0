using DmlStudio.Claims;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>What papers claim, and what the runs of the folder say of it.</summary>
/// <param name="Key">Key of a paper; null asks for all.</param>
public sealed record ClaimsQuery(string? Key = null)
{
    /// <summary>A claim with its findings, the fullest first.</summary>
    public sealed record Row(Paper Paper, Claim Claim, IReadOnlyList<ClaimFinding> Findings)
    {
        /// <summary>The finding that rests on most draws.</summary>
        public ClaimFinding First => Findings[0];
    }

    /// <summary>The answer.</summary>
    /// <param name="Papers">Papers asked for.</param>
    /// <param name="Rows">Their claims, in order.</param>
    /// <param name="Faults">What is wrong with files of claims beside the runs.</param>
    public sealed record Answer(IReadOnlyList<Paper> Papers, IReadOnlyList<Row> Rows, IReadOnlyList<string> Faults)
    {
        /// <summary>Claims of a verdict that rests on runs, or on what is missing.</summary>
        public int Count(Verdict verdict) => Rows.Count(r => r.First.Verdict == verdict && !r.First.Untried);

        /// <summary>Claims that could be checked and have no runs.</summary>
        public int Untried => Rows.Count(r => r.First.Untried);
    }

    /// <summary>Asks. Files of claims may change while no run does, so that the answer is that of the moment.</summary>
    public Answer Ask(RunStore store)
    {
        var (shelf, check) = (PaperShelf.Of(store), new ClaimCheck(store));
        Paper[] papers = [.. shelf.Papers.Where(p => Key is null || p.Key == Key)];
        return new Answer(papers, [.. papers.SelectMany(p => p.Claims.Select(c => new Row(p, c, check.Of(p, c))))],
            [.. shelf.Faults.Concat(check.Faults).Select(store.Tell)]);
    }
}
