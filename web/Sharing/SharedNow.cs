using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Sharing;

/// <summary>Keeps a view as it is shown now, for a short link or a report.</summary>
internal static class SharedNow
{
    private const string Reference = "reference", Experiment = "experiment";

    /// <summary>Keeps it. What is shown as shared is handed on as it is shown.</summary>
    /// <param name="address">Address of the view, from the root, as it is written.</param>
    /// <param name="present">The store without a shared view.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidDataException">The address leads elsewhere, or is too long.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public static Share Keep(string address, RunStore present, DateTimeOffset now)
    {
        var (shares, view, plain) = (new ShareStore(present), LocalAddress.Parse(address)!, SharedAddress.Plain(address));
        if (view.Query.TryGetValue(Reader.SharedParameter, out var id) && shares.Find(id) is { } old)
        {
            return shares.Keep(LocalAddress.Escaped(plain), old.Shown, now);
        }
        var reference = PagePaths.Reads(view, Reference) ? Given(view, Reference) : null;
        if (reference is null && PagePaths.Reads(view, Reference) && new NoteStore(present).Pinned is { } pinned)
        {
            // Somebody may pin another one tomorrow.
            (reference, plain) = (pinned, SharedAddress.With(SharedAddress.Without(plain, Reference), Reference, pinned));
        }
        return shares.Keep(LocalAddress.Escaped(plain), Shown(view, reference, present), now);
    }

    // Whoever is shown an experiment alone may then be shown the view, too. What gains are over belongs to it wherever it is from.
    private static SharedRuns Shown(LocalAddress view, string? reference, RunStore present)
    {
        var experiment = PagePaths.Reads(view, Experiment) ? Given(view, Experiment) : null;
        return SharedRuns.Of(present, r => experiment is null || r.Experiment == experiment || r.Configuration == reference);
    }

    private static string? Given(LocalAddress view, string name) =>
        view.Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
