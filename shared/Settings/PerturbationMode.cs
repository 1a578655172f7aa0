namespace DmlStudio.Settings;

/// <summary>Direction of an adversarial step.</summary>
public enum PerturbationMode
{
    /// <summary>Along the gradient, of length ε per text.</summary>
    Fgm,

    /// <summary>Along its signs, ε per number.</summary>
    Fgsm,
}
