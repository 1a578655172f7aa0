using DmlStudio.Inference;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>An objective as a person wrote it: <c>cce</c>, <c>sup-con</c>, <c>cce+sup-con</c>,
/// <c>ensemble(sup-con,proxy-anchor)</c>.</summary>
/// <param name="CrossEntropy">Whether cross-entropy stands before it.</param>
/// <param name="Entry">What stands behind, or null for cross-entropy alone.</param>
/// <param name="Members">What stands in its parentheses; an entry is null for cross-entropy.</param>
internal sealed record ObjectiveChoice(bool CrossEntropy, ObjectiveEntry? Entry, IReadOnlyList<ObjectiveEntry?> Members)
{
    /// <summary>Key of the settings, or null without.</summary>
    public string? Key => Entry?.Key;

    /// <summary>As it is written, without spaces and with its members.</summary>
    public string Text
    {
        get
        {
            var members = Members.Count == 0 ? "" : $"({string.Join(',', Members.Select(m => m?.Key ?? "cce"))})";
            return Entry is null ? "cce" : (CrossEntropy && !Entry.BringsCrossEntropy ? "cce+" : "") + Entry.Key + members;
        }
    }

    /// <summary>Title as people read it, such as <c>CCE + ProxyAnchor</c>.</summary>
    public string Title
    {
        get
        {
            var members = Members.Count == 0 ? "" : $" ({string.Join(", ", Members.Select(m => m?.Card.Title ?? "CCE"))})";
            return Entry is null ? "CCE" : (CrossEntropy && !Entry.BringsCrossEntropy ? "CCE + " : "") + Entry.Card.Title + members;
        }
    }

    /// <summary>Family for colour and marker.</summary>
    public string Family => Entry?.Card.Family ?? "ce";

    /// <summary>Settings of the objective with their defaults, or null for cross-entropy alone.</summary>
    public object? DefaultSettings => Entry is null ? null : Activator.CreateInstance(Entry.Settings);

    /// <summary>Whether the head is trained.</summary>
    /// <param name="settings">The objective's settings, or null.</param>
    /// <param name="beta">Weight of cross-entropy before a loss; at 0 the head stays as it was drawn.</param>
    public bool TrainsHead(object? settings, double beta = 1) =>
        (CrossEntropy && (beta > 0 || Entry is null)) || Members.Any(m => m is null)
            || (Entry is not null && Entry.TrainsHead(settings ?? DefaultSettings!));

    /// <summary>Whether a mixture with the head takes the class means, because the loss beside it has no proxies.</summary>
    /// <param name="settings">The objective's settings, or null.</param>
    public bool MixesMeans(object? settings) => CrossEntropy && Entry is { IsLoss: true } && Decides(settings) is null;

    // The loss whose proxies can decide: the one that stands alone or beside cross-entropy, or the first such member.
    private ObjectiveEntry? Decides(object? settings) => Entry is { MembersDecide: true }
        ? Members.FirstOrDefault(m => m?.HasProxies(Activator.CreateInstance(m.Settings)!) == true)
        : Entry?.HasProxies(settings ?? DefaultSettings!) == true ? Entry : null;

    /// <summary>The rule whose figures lead.</summary>
    /// <param name="settings">The objective's settings, or null.</param>
    /// <param name="wanted">What a person chose; <c>auto</c>, or a rule that this objective lacks, gives its own, the
    /// head or the logistic rule.</param>
    /// <param name="corpus">The corpus.</param>
    /// <param name="beta">Weight of cross-entropy before a loss.</param>
    /// <param name="unlabelled">Whether unlabelled texts are read.</param>
    public string MainRule(object? settings, string wanted, Corpus corpus, double beta = 1, bool unlabelled = false)
    {
        var rule = wanted == InferenceTable.Auto ? null : InferenceTable.Of(wanted);
        // A pair's own model has neither head nor proxies of single texts.
        if (corpus.HasPairs && Entry?.Pairs is not null)
        {
            return rule?.Applies(RuleOffer.Embeddings with { Unlabelled = unlabelled }) == true ? wanted : Entry.PairRule;
        }
        settings ??= DefaultSettings;
        var (head, decides) = (TrainsHead(settings, beta), Decides(settings));
        var has = rule?.Applies(new RuleOffer(head, decides is not null, decides?.HasPackageScores == true, MixesMeans(settings),
            unlabelled)) == true;
        var own = Entry?.Rule(settings!, corpus) ?? "logistic";
        return has ? wanted : head && (own is "logistic" or "nearest-proxy") ? "head" : own;
    }

    /// <summary>Whether the tokens of the texts may be rows of its metric losses.</summary>
    public bool TakesTokens => Entry is null || (Members.Count == 0 ? Entry.TakesTokens : Members.All(m => m is null || m.TakesTokens));

    /// <summary>The objective of a run.</summary>
    /// <param name="context">The run.</param>
    public Objective Make(ObjectiveContext context)
    {
        var cell = context.Cell;
        var cross = CrossEntropy ? new CrossEntropyTerm(context) : null;
        if (Entry is null) { return new WeightedObjective(context, cross, null); }
        var settings = cell.LossSettings ?? DefaultSettings!;
        if (Entry.Pairs is { } pairs && cell.Corpus.Source.HasPairs) { return new PairObjective(context, pairs(settings, context)); }
        if (Entry.Term is { } term) { return new WeightedObjective(context, cross, term(settings, context, "")); }
        var inside = context with { Rows = Entry.MemberRows(settings, context.Hidden) };
        var members = Members.Select((m, i) => new ObjectiveMember(m?.Key ?? "cce", m is null ? new CrossEntropyTerm(context)
            : m.Term!(cell.MemberSettings.ElementAtOrDefault(i)
                ?? Activator.CreateInstance(m.Settings)!, inside, FormattableString.Invariant($"{m.Key}.{i}.")))).ToArray();
        return Entry.Whole!(settings, context, members);
    }
}
