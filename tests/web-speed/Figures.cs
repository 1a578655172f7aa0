namespace DmlStudio.WebSpeed;

/// <summary>What the addresses cost with one number of runs.</summary>
/// <param name="Runs">Runs of the folder.</param>
/// <param name="Idle">Share of one processor that the server takes when nobody asks.</param>
/// <param name="Asked">Each address, asked by one reader.</param>
/// <param name="Crowd">Many readers at once.</param>
internal sealed record Figures(int Runs, double Idle, IReadOnlyList<Asked> Asked, Crowd Crowd);
