namespace DmlStudio.Settings;

/// <summary>Course of the cosine past the planned steps.</summary>
public enum CosineOverrun
{
    /// <summary>It stays at its end.</summary>
    Clamp,

    /// <summary>It rises again, as published.</summary>
    LegacyPeriodic,
}
