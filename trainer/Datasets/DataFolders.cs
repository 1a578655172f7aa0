namespace DmlStudio.Trainer.Datasets;

/// <summary>Where corpora lie.</summary>
/// <param name="Data">Folder with <c>senteval</c> and <c>intents</c>; need not exist.</param>
/// <param name="Embedded">Folder of the corpora that come with the program.</param>
internal sealed record DataFolders(string Data, string Embedded)
{
    /// <summary>Folder with the SentEval corpora.</summary>
    public string SentEval => Path.Combine(Data, "senteval");

    /// <summary>
    /// The folders as configured: <paramref name="data"/>, else DMLSTUDIO_DATA, else <c>../shared/data</c>; embedded
    /// corpora beside the program.
    /// </summary>
    /// <param name="data">Folder given on the command line, or null.</param>
    public static DataFolders Default(string? data = null) => new(
        data ?? Environment.GetEnvironmentVariable("DMLSTUDIO_DATA") ?? Path.Combine("..", "shared", "data"),
        Path.Combine(AppContext.BaseDirectory, "data"));
}
