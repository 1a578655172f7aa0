namespace DmlStudio.Trainer.Encoders;

/// <summary>Where an encoder is taken from when none is named.</summary>
public static class EncoderFolders
{
    private const string Variable = "DMLSTUDIO_ENCODER";
    private const string Beside = "all-MiniLM-L6-v2";

    /// <summary>The folder named by DMLSTUDIO_ENCODER, else models/all-MiniLM-L6-v2 in the folder named by DMLSTUDIO_SHARED
    /// or in a folder <c>shared</c> beside the checkout.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) { return named; }
        var shared = Environment.GetEnvironmentVariable("DMLSTUDIO_SHARED") ?? (SourceRoot() is { } root ? Path.Combine(root, "..", "shared") : null);
        var folder = shared is null ? null : Path.GetFullPath(Path.Combine(shared, "models", Beside));
        return folder is not null && File.Exists(Path.Combine(folder, "config.json")) ? folder
            : throw new InvalidDataException($"No encoder is named{(folder is null ? "" : $" and {folder} is not there")}. Name the folder of a BERT or RoBERTa checkpoint "
                + $"(config.json, tokenizer files, model.safetensors) with --encoder or {Variable}.");
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
