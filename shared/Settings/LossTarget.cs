namespace DmlStudio.Settings;

/// <summary>Rows that enter a metric loss.</summary>
public enum LossTarget
{
    /// <summary>The rows that head and rules see.</summary>
    Pooled,

    /// <summary>The first token's state.</summary>
    Cls,

    /// <summary>The mean of the tokens' states.</summary>
    MeanPooled,

    /// <summary>Every token's state, with the label of its text.</summary>
    Tokens,

    /// <summary>The same, padding included, as published.</summary>
    TokensWithPadding,

    /// <summary>Every state with the labels of the published code, which count anew for every text.</summary>
    TokensLegacyLabels,
}
