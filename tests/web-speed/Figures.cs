using System.Text.Json;

namespace DmlStudio.WebSpeed;

/// <summary>What the addresses cost with one number of runs.</summary>
/// <param name="Runs">Runs of the folder.</param>
/// <param name="Idle">Share of one processor that the server takes when nobody asks.</param>
/// <param name="Asked">Each address, asked by one reader.</param>
/// <param name="Crowd">Many readers at once.</param>
internal sealed record Figures(int Runs, double Idle, IReadOnlyList<Asked> Asked, Crowd Crowd)
{
    /// <summary>Pages that stay open beside publications; null until they were looked at.</summary>
    public OpenPages? Pages { get; init; }

    /// <summary>Reads what was kept.</summary>
    public static Figures Read(string file) => JsonSerializer.Deserialize<Figures>(File.ReadAllText(file))!;

    /// <summary>Keeps them.</summary>
    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));
}
