using DmlStudio.Records;

namespace DmlStudio.Explanations;

/// <summary>What an attribution method gives, whoever shows it: the one definition for terminal, judge and page.</summary>
/// <param name="HasSign">Whether positive means towards the label; the others are diagnostics, which are not judged and agree or disagree
/// with nothing.</param>
/// <param name="IsRow">Whether it gives one weight per word.</param>
/// <param name="OwnTarget">Whether it explains a target of its own, or not every text, whatever targets are asked for.</param>
public sealed record MethodKind(bool HasSign = true, bool IsRow = true, bool OwnTarget = false)
{
    /// <summary>Method that gives the smallest deletion that flips a prediction.</summary>
    public const string Deletion = "minimal-deletion";

    /// <summary>Method that gives pairwise interactions.</summary>
    public const string Interactions = "shapley-interactions";

    private static readonly MethodKind Common = new();

    /// <summary>Methods that differ from a signed weight per word of the target asked for, by key.</summary>
    public static IReadOnlyDictionary<string, MethodKind> Special { get; } = new Dictionary<string, MethodKind>
    {
        ["saliency"] = new(HasSign: false),
        ["attention-rollout"] = new(HasSign: false, OwnTarget: true),
        ["pooled-direct"] = new(OwnTarget: true),
        [Deletion] = new(HasSign: false, IsRow: false, OwnTarget: true),
        [Interactions] = new(HasSign: false, IsRow: false, OwnTarget: true),
    };

    /// <summary>Whether an explanation is a row of words with a weight each.</summary>
    public static bool IsRowOf(Explanation explanation) =>
        Of(explanation.Method).IsRow && explanation.Words.Count > 0 && explanation.Flip is null && explanation.Interactions is null;

    /// <summary>Whether an explanation can be compared with others: signed, and a row.</summary>
    public static bool IsSigned(Explanation explanation) => Of(explanation.Method).HasSign && IsRowOf(explanation);

    /// <summary>The kind of a method.</summary>
    /// <param name="method">Key, such as <c>lime</c>.</param>
    public static MethodKind Of(string method) => Special.GetValueOrDefault(method, Common);
}
