using System.Security.Cryptography;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Where an encoder is taken from when none is named, and those that come with the program.</summary>
public static class EncoderFolders
{
    private const string Variable = "DMLSTUDIO_ENCODER";
    private const string First = "roberta-4x256";

    /// <summary>Folder of the encoders that come with the program.</summary>
    private static string Inside => Path.Combine(AppContext.BaseDirectory, "data", "encoders");

    /// <summary>The folder named by DMLSTUDIO_ENCODER, else the encoder that comes with the program.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) { return named; }
        var folder = Path.Combine(Inside, First);
        return File.Exists(Path.Combine(folder, "config.json")) ? folder
            : throw new InvalidDataException($"No encoder is named and {folder} is not there. Name the folder of a BERT or RoBERTa checkpoint "
                + $"(config.json, tokenizer files, model.safetensors) with --encoder or {Variable}, or build the trainer again.");
    }

    /// <summary>The encoders that come with the program, by folder.</summary>
    public static IReadOnlyList<string> Shipped() =>
        Directory.Exists(Inside) ? [.. Directory.GetDirectories(Inside).Where(f => File.Exists(Path.Combine(f, "config.json"))).Order(StringComparer.Ordinal)] : [];

    /// <summary>Compares the weights with the checksum that lies beside them.</summary>
    /// <param name="folder">Encoder folder.</param>
    /// <returns>Null when they agree or there is no checksum; otherwise what is wrong, in words.</returns>
    public static string? Fault(string folder)
    {
        string weights = Path.Combine(folder, "model.safetensors"), sum = weights + ".sha256";
        if (!File.Exists(sum)) { return null; }
        if (!File.Exists(weights)) { return $"{weights} is missing; build the trainer again, or copy the folder again."; }
        using var file = File.OpenRead(weights);
        string found = Convert.ToHexStringLower(SHA256.HashData(file)), expected = File.ReadAllText(sum).Split(' ')[0].Trim();
        return found == expected ? null
            : $"{weights} has the SHA-256 {found}, expected {expected}. It was changed or damaged: copy the folder again.";
    }

    /// <summary>Folder of the sources that this program was built from, or null when it has been copied away.</summary>
    public static string? SourceRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DmlStudio.sln"))) { return folder.FullName; }
        }
        return null;
    }
}
