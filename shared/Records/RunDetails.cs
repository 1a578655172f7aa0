namespace DmlStudio.Records;

/// <summary>Everything a finished run holds besides its summary and explanations.</summary>
public sealed record RunDetails
{
    /// <summary>Settings as used, defaults written out.</summary>
    public required IReadOnlyList<SettingValue> Settings { get; init; }

    /// <summary>Environment: package versions, device, precision, threads, checksums.</summary>
    public required IReadOnlyList<SettingValue> Environment { get; init; }

    /// <summary>The command that makes this run again.</summary>
    public required string Command { get; init; }

    /// <summary>Loss terms, gradient norm and learning rate of every step.</summary>
    public required TrainingCurve Curve { get; init; }

    /// <summary>Predictions on the held-out fold.</summary>
    public required Predictions Predictions { get; init; }

    /// <summary>Joint projection, or null when it could not be computed (fewer than three test texts).</summary>
    public Space? Space { get; init; }

    /// <summary>Proxies at start and end, or null for a loss without proxies.</summary>
    public ProxyVectors? Proxies { get; init; }

    /// <summary>What is particular to the objective, or null when there is nothing.</summary>
    public ObjectiveTrace? Trace { get; init; }
}
