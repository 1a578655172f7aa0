using System.Globalization;
using System.Security.Cryptography;
using DmlStudio.Trainer.Hub;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Where an encoder is taken from when none is named, and those that come with the program.</summary>
internal static class EncoderFolders
{
    private const string Variable = "DMLSTUDIO_ENCODER";
    private const string First = "roberta-2x384";

    /// <summary>Folder of the encoders that come with the program.</summary>
    private static string Inside => Path.Combine(AppContext.BaseDirectory, "data", "encoders");

    /// <summary>The folder named by DMLSTUDIO_ENCODER, else the encoder that comes with the program.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) { return named; }
        var folder = Path.Combine(Inside, First);
        return File.Exists(Path.Combine(folder, "config.json")) ? folder
            : throw new InvalidDataException($"No encoder is named and {folder} is not there. Name the folder of a checkpoint "
                + $"(config.json, tokenizer files, model.safetensors), or hf:owner/name, with --encoder or {Variable}, or build the "
                    + "trainer again.");
    }

    /// <summary>The folder of an encoder as a person names it: a folder, one that comes with the program, or
    /// <c>hf:owner/name[@revision]</c>, which is downloaded where it is not in the cache.</summary>
    /// <param name="encoder">As written.</param>
    /// <param name="tell">Told what is being downloaded, a line at a time, the same line again while it moves.</param>
    /// <param name="interrupt">Stops a download; the next call goes on.</param>
    /// <exception cref="InvalidDataException">The name is wrong, or the hub refuses it.</exception>
    /// <exception cref="IOException">The download broke off too often.</exception>
    public static string Locate(string encoder, Action<string> tell, CancellationToken interrupt)
    {
        if (HubName.Recognises(encoder))
        {
            using var download = new HubDownload(HubSettings.OfEnvironment());
            return download.Folder(HubName.Parse(encoder), (file, done, whole) =>
                tell(string.Create(CultureInfo.InvariantCulture,
                    $"{encoder}  {file}  {done / 1e6:0.0}"
                        + $"{(whole is { } all ? FormattableString.Invariant($" of {all / 1e6:0.0}") : "")} MB")), interrupt);
        }
        var shipped = Directory.Exists(encoder) ? null : Shipped().FirstOrDefault(f => Path.GetFileName(f) == encoder);
        return shipped ?? encoder;
    }

    /// <summary>The folder of an encoder as a person names it, without downloading: null for one that is not in the cache.</summary>
    /// <param name="encoder">As written.</param>
    public static string? Present(string encoder)
    {
        if (HubName.Recognises(encoder)) { return new HubCache(HubSettings.OfEnvironment().Cache).Find(HubName.Parse(encoder)); }
        return Directory.Exists(encoder) ? encoder : Shipped().FirstOrDefault(f => Path.GetFileName(f) == encoder);
    }

    /// <summary>The name of an encoder by which it is found again from another folder and by another copy of the program: of one that
    /// comes with the program its own, of a folder the whole path, and <c>hf:owner/name</c> as it is.</summary>
    /// <param name="encoder">As written.</param>
    public static string Lasting(string encoder)
    {
        if (HubName.Recognises(encoder) || !Directory.Exists(encoder)) { return encoder; }
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(encoder));
        return Shipped().Contains(folder) ? Path.GetFileName(folder) : folder;
    }

    /// <summary>The encoders that come with the program, by folder.</summary>
    public static IReadOnlyList<string> Shipped() =>
        Directory.Exists(Inside)
            ? [.. Directory.GetDirectories(Inside).Where(f => File.Exists(Path.Combine(f, "config.json"))).Order(StringComparer.Ordinal)]
            : [];

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
