namespace DmlStudio.Trainer.Files;

/// <summary>What people have in place of a file, told by its first bytes: a name says what it should be, these say what it is.</summary>
internal static class ForeignFile
{
    private static readonly (byte[] Start, string What)[] Kinds =
    [
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer, not the file itself. Fetch the file with \"git lfs pull\""),
        ("<!DOCTYPE"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("<!doctype"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("<html"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("<?xml"u8.ToArray(), "an XML answer, as servers give for an error. Download the file again"),
        ("GGUF"u8.ToArray(), "a GGUF file, as llama.cpp reads. Take the checkpoint's PyTorch weights"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file, as TensorFlow and Keras write. Take the checkpoint's PyTorch weights"),
        ([(byte)'P', (byte)'K', 3, 4], "a ZIP archive. Unpack it; the weights of torch.save are called pytorch_model.bin"),
        ([0x1F, 0x8B], "packed by gzip. Unpack it"),
    ];

    // Enough for the longest of the signs above.
    private const int Signs = 32;

    /// <summary>What a file is, and what to do, where it is one of these; else null.</summary>
    /// <param name="start">Its first bytes.</param>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        foreach (var (sign, what) in Kinds) { if (start.StartsWith(sign)) { return what; } }
        return null;
    }

    /// <summary>Refuses a file that is one of these; called where it cannot be read as what it should be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be.</param>
    /// <exception cref="InvalidDataException">It is one of these.</exception>
    public static void Refuse(string path, string expected)
    {
        var start = new byte[Signs];
        using var file = File.OpenHandle(path);
        Refuse(path, start.AsSpan(0, RandomAccess.Read(file, start, 0)), expected);
    }

    /// <summary>The same of bytes that are read already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">Its first bytes.</param>
    /// <param name="expected">What it should be.</param>
    /// <exception cref="InvalidDataException">It is one of these.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> start, string expected)
    {
        if (Of(start) is { } what) { throw new InvalidDataException($"{path} is {what}. Expected {expected}."); }
    }
}
