using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Why a page has nothing to show of something that is there.</summary>
internal static class DamageText
{
    /// <summary>What is damaged of a run and the texts it needs, or null.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="corpus">Corpus of the run, when it is known.</param>
    public static string? Of(RunStore store, string run, string? corpus = null)
    {
        string[] reasons = [.. store.Damaged().Where(d => d.Id == run || (corpus is not null && d.Id == $"texts/{corpus}.db"))
            .Select(d => d.Reason)];
        return reasons.Length == 0 ? null : string.Join(' ', reasons);
    }
}
