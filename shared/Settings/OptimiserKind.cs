namespace DmlStudio.Settings;

/// <summary>Optimiser.</summary>
public enum OptimiserKind
{
    /// <summary>AdamW.</summary>
    [Word("adamw")]
    AdamW,

    /// <summary>Adafactor at the given learning rate without a first moment.</summary>
    Adafactor,
}
