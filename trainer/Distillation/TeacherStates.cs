using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The teacher's state of every word (mean over its tokens), packed as float16 on disk and read text by text; computed
/// once, goes on where it stopped. Words are what teacher and student share when their vocabularies differ.</summary>
internal sealed class TeacherStates : IDisposable
{
    private const int Chunk = 1024;
    private readonly long[] _first;
    private readonly int _size;
    private readonly FileStream _file;

    /// <summary>Opens the file of one teacher and the texts in their order, and computes what is missing.</summary>
    /// <param name="folder">Work folder.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Told how many texts are done.</param>
    /// <param name="interrupt">Stops; what is done stays.</param>
    public TeacherStates(string folder, TextEncoder teacher, IReadOnlyList<string> texts, Action<int> progress, CancellationToken interrupt)
    {
        _size = teacher.Checkpoint.Config.Hidden;
        _first = new long[texts.Count + 1];
        for (var i = 0; i < texts.Count; i++) { _first[i + 1] = _first[i] + WordSpans.Of(texts[i]).Count; }
        var path = Path.Combine(folder,
            TeacherFile.NameOf("words", teacher, texts));
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try { Complete(teacher, texts, progress, interrupt); }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>States of the words of a text, [words · H]; zeros for a word that the teacher did not see.</summary>
    /// <param name="text">Position of the text.</param>
    public Half[] Of(int text)
    {
        var rows = new Half[(_first[text + 1] - _first[text]) * _size];
        var bytes = MemoryMarshal.AsBytes(rows.AsSpan());
        for (var at = 0; at < bytes.Length;)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes[at..], _first[text] * _size * 2 + at);
            if (read == 0) { throw new EndOfStreamException($"{_file.Name} is shorter than its texts. Delete it to compute it again."); }
            at += read;
        }
        return rows;
    }

    /// <summary>For each word of a text the share of each of its tokens in the word's mean, [words · T]; zeros for a
    /// word without tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="width">T, at least the tokens of the text.</param>
    public static float[] Shares(string text, TokenizedText tokens, int width)
    {
        var words = WordSpans.Of(text);
        var owner = WordSpans.WordOfToken(tokens, words);
        var counts = new int[words.Count];
        foreach (var word in owner) { if (word >= 0) { counts[word]++; } }
        var shares = new float[words.Count * width];
        for (var t = 0; t < owner.Length; t++) { if (owner[t] >= 0) { shares[owner[t] * width + t] = 1f / counts[owner[t]]; } }
        return shares;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // Means of the states of each word, [words · H].
    private Half[] Means(float[] shares, float[] states, int width)
    {
        var means = new Half[shares.Length / width * _size];
        var mean = new float[_size];
        for (var word = 0; word < shares.Length / width; word++)
        {
            Array.Clear(mean);
            for (var t = 0; t < width; t++)
            {
                if (shares[word * width + t] is var share and > 0)
                {
                    TensorPrimitives.MultiplyAdd<float>(states.AsSpan(t * _size, _size), share, mean, mean);
                }
            }
            for (var d = 0; d < _size; d++) { means[word * _size + d] = (Half)mean[d]; }
        }
        return means;
    }

    private void Complete(TextEncoder teacher, IReadOnlyList<string> texts, Action<int> progress, CancellationToken interrupt)
    {
        // A text that was cut off, and its chunk, are computed again.
        var rows = _file.Length / (2L * _size);
        var done = Array.FindLastIndex(_first, f => f <= rows);
        if (done < texts.Count) { done -= done % Chunk; }
        _file.SetLength(_first[done] * _size * 2);
        _file.Seek(0, SeekOrigin.End);
        while (done < texts.Count)
        {
            var some = texts.Skip(done).Take(Chunk).ToArray();
            TokenizedText[] tokens = [.. some.Select(t => teacher.Tokens(t))];
            var states = teacher.States(tokens, interrupt);
            for (var i = 0; i < some.Length; i++)
            {
                _file.Write(MemoryMarshal.AsBytes(Means(Shares(some[i], tokens[i], tokens[i].Count), states[i], tokens[i].Count).AsSpan()));
            }
            _file.Flush();
            done += some.Length;
            progress(done);
        }
    }
}
