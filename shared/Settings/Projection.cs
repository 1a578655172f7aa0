namespace DmlStudio.Settings;

/// <summary>Projection in front of a comparison, dropped after training.</summary>
public enum Projection
{
    /// <summary>The rows as they are.</summary>
    None,

    /// <summary>One layer and tanh.</summary>
    Tanh,

    /// <summary>Two layers to 128.</summary>
    Mlp,
}
