using DmlStudio.Settings;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Start of the surrogate of LIME.</summary>
internal enum SurrogateSolver
{
    /// <summary>Microsoft.ML's SDCA.</summary>
    [Word("mlnet")]
    MlNet,

    /// <summary>None: exact descent from zero.</summary>
    Exact,
}
