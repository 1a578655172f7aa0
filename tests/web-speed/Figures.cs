namespace DmlStudio.WebSpeed;

/// <summary>What the addresses cost with one number of runs.</summary>
/// <param name="Runs">Runs of the folder.</param>
internal sealed record Figures(int Runs, IReadOnlyList<Asked> Asked);
