using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Claims;

/// <summary>One experiment that checks the claims of a paper.</summary>
/// <param name="Name">Name inside the paper, such as <c>n20</c>.</param>
/// <param name="Datasets">Datasets as <c>--datasets</c> takes them.</param>
public sealed record ClaimExperiment(string Name, IReadOnlyList<string> Datasets)
{
    /// <summary>Protocol, default <c>recommended</c>.</summary>
    public string Protocol { get; init; } = "recommended";

    /// <summary>Training texts, 1 to 1,000,000, default 20.</summary>
    public int Shots { get; init; } = 20;

    /// <summary>Draws of each dataset and loss, 1 to 10,000, default 5.</summary>
    public int Draws { get; init; } = 5;

    /// <summary>Settings in place of the protocol's; those of a loss as <c>sup-con.temperature</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes with what makes the runs others (protocol, training texts, settings), so that runs of an earlier wording are not
    /// taken for those of the present one.</summary>
    public string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{Protocol}\n{Shots}\n")
        + string.Join('\n', Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")))))[..8];

    /// <summary>What it does, in a few words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"protocol {Protocol}, {Shots} training texts, {Draws} draws, ")
        + string.Join(", ", Datasets)
        + (Settings.Count == 0 ? "" : "; " + string.Join(", ", Settings.Select(s => $"{s.Key} {s.Value}")));
}
