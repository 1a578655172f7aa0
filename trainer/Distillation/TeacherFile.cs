using System.Runtime.InteropServices;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The teacher's embeddings of all texts, packed as float16 on disk, computed once; goes on where it stopped.</summary>
internal sealed class TeacherFile
{
    private const int Chunk = 4096;
    private readonly string _path;

    /// <summary>Names the file; it belongs to one teacher, as it reads texts, and to the texts in their order: both
    /// stand in its name.</summary>
    /// <param name="folder">Work folder.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The texts, in the order of the rows.</param>
    public TeacherFile(string folder, TextEncoder teacher, IReadOnlyList<string> texts)
    {
        _path = Path.Combine(folder,
            NameOf("teacher", teacher, texts));
    }

    /// <summary>Name of a file that belongs to one teacher, as it reads texts, and to the texts in their order.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The texts.</param>
    internal static string NameOf(string kind, TextEncoder teacher, IReadOnlyList<string> texts)
    {
        var reading = EncoderReading.Of(teacher.Checkpoint.Config, texts.Count, i => teacher.Tokens(texts[i]));
        return $"{kind}-{TextSources.ChecksumOf([teacher.Identity, reading])[..12]}-{TextSources.ChecksumOf(texts)[..12]}.f16";
    }

    /// <summary>Computes what is missing and reads everything.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Told how many texts are done.</param>
    /// <param name="interrupt">Stops; what is done stays.</param>
    /// <returns>[N · H].</returns>
    public Half[] Read(TextEncoder teacher, IReadOnlyList<string> texts, Action<int> progress, CancellationToken interrupt)
    {
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var rowBytes = 2L * teacher.Size;
        // A chunk that was cut off is computed again.
        var done = (int)Math.Min(texts.Count, file.Length / rowBytes);
        if (done < texts.Count) { done -= done % Chunk; }
        file.SetLength(done * rowBytes);
        file.Seek(0, SeekOrigin.End);
        for (; done < texts.Count; progress(done))
        {
            var rows = teacher.Embed([.. texts.Skip(done).Take(Chunk).Select(t => teacher.Tokens(t))], interrupt);
            file.Write(MemoryMarshal.AsBytes(Array.ConvertAll(rows, v => (Half)v).AsSpan()));
            file.Flush();
            done += rows.Length / teacher.Size;
        }
        var all = new Half[(long)texts.Count * teacher.Size];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(MemoryMarshal.AsBytes(all.AsSpan()));
        return all;
    }
}
