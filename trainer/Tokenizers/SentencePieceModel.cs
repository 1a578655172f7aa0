using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using DmlStudio.Files;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A SentencePiece model file (<c>spiece.model</c>, <c>sentencepiece.bpe.model</c>): pieces with scores, and
/// the character map.</summary>
/// <remarks>The format is protocol buffers; of its fields only those that a unigram model needs are read.</remarks>
internal sealed class SentencePieceModel
{
    /// <summary>Kind of the unknown piece.</summary>
    public const int Unknown = 2;

    /// <summary>Kind of a piece that a person put in.</summary>
    public const int UserDefined = 4;

    private const int Ordinary = 1;
    private const int Byte = 6;
    private const int Unigram = 1;
    private const long Longest = 500_000_000;
    private readonly string _path;

    private SentencePieceModel(string path) => _path = path;

    /// <summary>Pieces with log-probability and kind (1 ordinary, 2 unknown, 3 control, 4 put in by a person, 6 byte),
    /// in the order of the file.</summary>
    public List<(string Piece, double Score, int Kind)> Pieces { get; } = [];

    /// <summary>Compiled character map; empty without one.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is truncated, or is no unigram model.</exception>
    public static SentencePieceModel Read(string path)
    {
        var model = new SentencePieceModel(path);
        var kind = Unigram;
        RegularFile.Require(path);
        using (var file = File.OpenRead(path))
        {
            if (file.Length > Longest) { throw model.Fault(FormattableString.Invariant($"has {file.Length} bytes, more than {Longest}")); }
        }
        var content = File.ReadAllBytes(path);
        ForeignFile.Refuse(path, content, "a SentencePiece model");
        model.Fields(content, (field, number, bytes) =>
        {
            switch (field)
            {
                case 1: model.Pieces.Add(model.PieceOf(bytes)); break;
                case 2: model.Fields(bytes, (f, n, _) => kind = f == 3 ? (int)n : kind); break;
                case 3: model.Fields(bytes, (f, _, b) => model.CharacterMap = f == 2 ? b : model.CharacterMap); break;
                default: break;
            }
        });
        if (kind != Unigram) { throw model.Fault("holds a model that is not unigram"); }
        if (model.Pieces.Exists(p => p.Kind == Byte)) { throw model.Fault("falls back to bytes for unknown characters"); }
        return model.Pieces.Count > 0 ? model : throw model.Fault("holds no pieces");
    }

    private (string, double, int) PieceOf(byte[] bytes)
    {
        var (piece, score, kind) = ("", double.NaN, Ordinary);
        Fields(bytes, (field, number, value) =>
        {
            switch (field)
            {
                case 1:
                    piece = Utf8.IsValid(value)
                    ? Encoding.UTF8.GetString(value)
                    : throw Fault(FormattableString.Invariant($"holds a piece ({Pieces.Count}) that is not UTF-8")); break;
                case 2: score = BitConverter.UInt32BitsToSingle((uint)number); break;
                case 3: kind = number <= Byte ? (int)number : throw Fault("holds a piece of a kind that is not known"); break;
                default: break;
            }
        });
        // Control pieces are never chosen by their score, and some files leave it out.
        if (double.IsNaN(score) && kind != Ordinary) { score = 0; }
        return double.IsFinite(score)
            ? (piece, score, kind)
            : throw Fault(FormattableString.Invariant($"holds piece {Pieces.Count} (\"{piece}\") without a score that is a number"));
    }

    private void Fields(byte[] bytes, Action<int, ulong, byte[]> found)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes, ref at);
            switch (tag & 7)
            {
                case 0: found((int)(tag >> 3), Varint(bytes, ref at), []); break;
                case 1: found((int)(tag >> 3), BinaryPrimitives.ReadUInt64LittleEndian(Take(bytes, ref at, 8)), []); break;
                case 5: found((int)(tag >> 3), BinaryPrimitives.ReadUInt32LittleEndian(Take(bytes, ref at, 4)), []); break;
                case 2: found((int)(tag >> 3), 0, Take(bytes, ref at, Varint(bytes, ref at)).ToArray()); break;
                default: throw Fault("is damaged or no SentencePiece model");
            }
        }
    }

    private ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length) { throw Fault("is truncated"); }
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) { return value; }
        }
        throw Fault("is damaged or no SentencePiece model");
    }

    private ReadOnlySpan<byte> Take(byte[] bytes, ref int at, ulong count)
    {
        if (count > (ulong)(bytes.Length - at)) { throw Fault("is truncated"); }
        var taken = bytes.AsSpan(at, (int)count);
        at += (int)count;
        return taken;
    }

    private InvalidDataException Fault(string what) =>
        new($"{_path} {what}; expected a SentencePiece unigram model. Copy the tokenizer files again.");
}
