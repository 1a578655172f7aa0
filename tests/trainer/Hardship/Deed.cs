namespace DmlStudio.Tests.Trainer.Hardship;

/// <summary>One verb that writes, and what must hold after it was killed.</summary>
/// <param name="Name">Name of the verb.</param>
/// <param name="Arguments">Its command line, given the folder it works in.</param>
/// <param name="Prepare">Makes the folder as it is before the command.</param>
/// <param name="Faults">What is lost or wrong in the folder; whether the command has ended well is told.</param>
internal sealed record Deed(string Name, Func<string, string[]> Arguments, Action<string> Prepare,
    Func<string, bool, IEnumerable<string>> Faults)
{
    /// <summary>Environment of the command.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Exit codes of the command given again that mean that it is done.</summary>
    public IReadOnlyList<int> Good { get; init; } = [0];
}
