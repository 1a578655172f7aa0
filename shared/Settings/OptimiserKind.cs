namespace DmlStudio.Settings;

/// <summary>What turns a gradient into a step.</summary>
public enum OptimiserKind
{
    /// <summary>Adam with decoupled weight decay.</summary>
    [Word("adamw")]
    AdamW,

    /// <summary>Adafactor at the given learning rate without a first moment.</summary>
    Adafactor,
}
