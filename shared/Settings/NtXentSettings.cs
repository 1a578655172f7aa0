namespace DmlStudio.Settings;

/// <summary>Settings of NT-Xent.</summary>
public sealed record NtXentSettings
{
    /// <summary>Temperature t.</summary>
    [Setting("Temperature (t)", Min = 1e-4, Max = 1e3, Source = "objectives §4.5")]
    public double Temperature { get; init; } = 0.07;
}
