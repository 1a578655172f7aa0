namespace DmlStudio.Settings;

/// <summary>Classification head.</summary>
public enum HeadKind
{
    /// <summary>One linear layer.</summary>
    Linear,

    /// <summary>Dense, tanh, linear, as published.</summary>
    Mlp,
}
