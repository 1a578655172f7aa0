using DmlStudio.Files;

namespace DmlStudio.Trainer.Files;

/// <summary>Length of a file, of the file that is meant where the name is a link: in Hugging Face's cache every file is one.</summary>
internal static class FileLength
{
    /// <summary>Bytes of the file.</summary>
    /// <exception cref="InvalidDataException">It is a pipe, a socket or a device.</exception>
    public static long Of(string path)
    {
        RegularFile.Require(path);
        using var file = System.IO.File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }
}
