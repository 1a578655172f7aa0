using DmlStudio.Trainer.Attributions.Faithful;

namespace DmlStudio.Trainer.Attributions;

/// <summary>What is asked of every text.</summary>
internal sealed record ExplainRequest
{
    public required IReadOnlyList<AttributionChoice> Methods { get; init; }

    /// <summary>Kinds of targets.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["probability", "log-odds"];

    /// <summary>Labels: <c>predicted</c>, <c>gold</c>, <c>runner-up</c>, <c>all</c>.</summary>
    public string Labels { get; init; } = "predicted";

    /// <summary>Settings of the methods.</summary>
    public AttributionSettings Settings { get; init; } = new();

    /// <summary>How thoroughly explanations are judged.</summary>
    public JudgeLevel Judge { get; init; } = JudgeLevel.None;

    /// <summary>Whether punctuation before and after a word is words of its own.</summary>
    public bool Punctuation { get; init; }

    /// <summary>Names of <see cref="Labels"/>.</summary>
    public static IReadOnlyList<string> LabelChoices { get; } = ["predicted", "gold", "runner-up", "all"];
}
