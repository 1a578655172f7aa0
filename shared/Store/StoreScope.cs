using System.Text.RegularExpressions;
using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>What of a runs folder a reader is shown. It holds wherever the folder is read, so that no page, file or
/// address can show more.</summary>
public sealed partial record StoreScope
{
    /// <summary>Experiment whose runs alone are there; null for all.</summary>
    public string? Experiment { get; init; }

    /// <summary>Runs that are there, each with the time at which it ended; null for all. A run that was made again
    /// since is another.</summary>
    public IReadOnlyDictionary<string, long>? Runs { get; init; }

    /// <summary>Runs without an end that are there too where <see cref="Runs"/> is said: failed and interrupted ones, each with the time at
    /// which it began. One that was begun anew or finished since is another.</summary>
    public IReadOnlyDictionary<string, long> Unfinished { get; init; } = new Dictionary<string, long>();

    /// <summary>Transfer results that are there, each with the tasks whose scores it had; null for all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Transfer { get; init; }

    /// <summary>When what is shown was last heard of, of transfer results without <see cref="Transfer"/>; null for any time.</summary>
    public long? Until { get; init; }

    /// <summary>Whether texts may be read. Otherwise every word is a black mark: figures by length stay what they are.</summary>
    public bool Texts { get; init; } = true;

    /// <summary>Whether anything may be read at all, asked anew at every reading; null for always.</summary>
    public Func<bool>? Valid { get; init; }

    /// <summary>What the reader was shown before, of which this is a part.</summary>
    internal StoreScope? Outer { get; init; }

    /// <summary>Whether it is that of one experiment.</summary>
    internal bool IsOfExperiment => Experiment is not null || Outer?.IsOfExperiment == true;

    /// <summary>Whether it is that of a data version.</summary>
    internal bool IsOfThen => Runs is not null || Outer?.IsOfThen == true;

    /// <summary>Whether a run is there.</summary>
    internal bool Shows(RunSummary run) => Outer?.Shows(run) != false && Valid?.Invoke() != false
        && (Experiment is null || run.Experiment == Experiment)
        && (Runs is null || (Runs.TryGetValue(run.Id, out var ended) && ended == run.FinishedAt)
            || (run.Status != RunStatus.Done && Unfinished.TryGetValue(run.Id, out var begun) && begun == run.StartedAt));

    /// <summary>Whether a transfer result is there.</summary>
    internal bool Shows(TransferResult result) => Outer?.Shows(result) != false && Valid?.Invoke() != false
        && (Transfer is null ? Until is null || result.HeardAt <= Until : Transfer.ContainsKey(result.Id));

    /// <summary>The run as it is shown.</summary>
    internal RunSummary Of(RunSummary run)
    {
        var (explained, message) = (Texts ? run.ExplainedCount : 0, MachinePaths.CutMessage(run.Message));
        return explained == run.ExplainedCount && message == run.Message ? run
            : run with { ExplainedCount = explained, Message = message };
    }

    /// <summary>With what a run was made, as it is shown: names of files, and not where they lie.</summary>
    internal static RunDetails Of(RunDetails made) => made with
    {
        Command = MachinePaths.CutCommand(made.Command),
        Settings = Of(made.Settings),
        Environment = Of(made.Environment),
    };

    /// <summary>A transfer result as it is shown.</summary>
    internal TransferResult Of(TransferResult result) => result with
    {
        Scores = Transfer is null ? result.Scores : [.. result.Scores.Where(s => Transfer[result.Id].Contains(s.Task))],
        Encoder = MachinePaths.CutValue(result.Encoder),
        Command = MachinePaths.CutCommand(result.Command),
        Settings = Of(result.Settings),
        Absent = [.. result.Absent.Select(a => a with { Why = MachinePaths.CutMessage(a.Why) })],
    };

    /// <summary>An explanation as it is shown.</summary>
    internal static Explanation Of(Explanation made) => Of(made.Settings) is var settings && ReferenceEquals(settings, made.Settings) ? made
        : made with { Settings = settings };

    /// <summary>The texts as they are shown. An id is a hash of its text, by which a guess could be tried.</summary>
    internal TextSet Of(TextSet set) => Texts ? set : set with
    {
        Texts = [.. set.Texts.Select((t, i) => t with
        {
            Id = FormattableString.Invariant($"{set.Dataset}-{i + 1}"),
            Text = Black(t.Text),
            Pair = t.Pair is null ? null : Black(t.Pair),
        })],
    };

    /// <summary>Edited texts as they are shown.</summary>
    internal Robustness Of(Robustness tested) => tested with
    {
        Settings = Of(tested.Settings),
        Flips = Texts ? tested.Flips : [.. tested.Flips.Select(f => f with
        {
            Text = Black(f.Text),
            Pair = f.Pair is null ? null : Black(f.Pair),
        })],
    };

    /// <summary>Texts out of scope as they are shown.</summary>
    internal OutOfScope Of(OutOfScope outside) => Texts ? outside : outside with { Texts = [.. outside.Texts.Select(Black)] };

    private static IReadOnlyList<SettingValue> Of(IReadOnlyList<SettingValue> settings) => settings.All(s =>
        ReferenceEquals(MachinePaths.CutValue(s.Value, s.Name), s.Value)
            && ReferenceEquals(MachinePaths.CutValue(s.Default, s.Name), s.Default))
        ? settings
        : [.. settings.Select(s => s with
        {
            Value = MachinePaths.CutValue(s.Value, s.Name),
            Default = MachinePaths.CutValue(s.Default, s.Name),
        })];

    private static string Black(string text) => Word().Replace(text, "▪");

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();
}
