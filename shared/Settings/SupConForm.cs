namespace DmlStudio.Settings;

/// <summary>Where the sum over positives stands.</summary>
public enum SupConForm
{
    /// <summary>Outside the logarithm, equation 2.</summary>
    Out,

    /// <summary>Inside, equation 3.</summary>
    In,
}
