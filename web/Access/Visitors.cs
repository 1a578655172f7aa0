using System.Collections.Concurrent;
using DmlStudio.Store;

namespace DmlStudio.Web.Access;

/// <summary>Rights as the running browser knows them: read anew twice a second at most, so that one that was taken back
/// ends for pages that are open, too.</summary>
/// <param name="settings">Whether rights are asked for.</param>
/// <param name="store">The whole folder.</param>
/// <param name="clock">The time.</param>
public sealed class Visitors(AccessSettings settings, RunStore store, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private readonly AccessTokens _tokens = new(store.Root);
    private readonly ConcurrentDictionary<string, (long At, AccessToken? Token)> _known = new(StringComparer.Ordinal);
    private readonly RunStore _everybody = store.Within(new StoreScope());

    /// <summary>Whether a reader must show a token.</summary>
    public bool Asked => settings.Tokens;

    /// <summary>Whether readers are others than the user of this machine.</summary>
    public bool Expected => settings.ForOthers;

    /// <summary>The right that is shown, or null.</summary>
    /// <param name="shown">As it was told when it was made.</param>
    public AccessToken? Admit(string shown) => Read(() => _tokens.Admit(shown, clock.GetUtcNow()));

    /// <summary>The right of a name while it holds, or null.</summary>
    public AccessToken? Find(string? id)
    {
        if (string.IsNullOrEmpty(id)) { return null; }
        if (!_known.TryGetValue(id, out var known) || clock.GetElapsedTime(known.At) > Fresh)
        {
            _known[id] = known = (clock.GetTimestamp(), Read(() => _tokens.Find(id, clock.GetUtcNow())));
        }
        return known.Token?.Holds(clock.GetUtcNow()) == true ? known.Token : null;
    }

    /// <summary>What a reader with a right is shown; nothing without one. Where nobody is asked for one, all runs, and not where they
    /// lie.</summary>
    public RunStore Shown(string? id) => !Asked ? _everybody
        : Find(id) is not { } token ? store.Within(new StoreScope { Valid = static () => false })
        : store.Within(new StoreScope { Experiment = token.Experiment, Texts = token.Texts, Valid = () => Find(token.Id) is not null });

    // A file that cannot be read lets nobody in.
    private static AccessToken? Read(Func<AccessToken?> ask)
    {
        try { return ask(); }
        catch (StoreDataException) { return null; }
    }
}
