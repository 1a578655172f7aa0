namespace DmlStudio.Settings;

/// <summary>Second stage on a frozen encoder.</summary>
public enum SecondStage
{
    /// <summary>Logistic regression.</summary>
    Logistic,

    /// <summary>A linear head by gradient descent.</summary>
    Head,
}
