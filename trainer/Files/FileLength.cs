namespace DmlStudio.Trainer.Files;

/// <summary>Length of a file, of the file that is meant where the name is a link: in Hugging Face's cache every file is one.</summary>
internal static class FileLength
{
    /// <summary>Bytes of the file.</summary>
    public static long Of(string path)
    {
        using var file = System.IO.File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }
}
