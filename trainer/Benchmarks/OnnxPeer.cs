using System.Diagnostics;
using System.Globalization;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>The encoder under ONNX Runtime, in a process of its own: the program in <c>tests/onnx-peer/</c>.</summary>
internal sealed class OnnxPeer : IDisposable
{
    private readonly EncoderCheckpoint _checkpoint;
    private readonly int _padId;
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-onnx-").FullName;
    private Process? _peer;

    private readonly BenchClock _clock;

    private OnnxPeer(EncoderCheckpoint checkpoint, BenchClock clock) =>
        (_checkpoint, _clock, _padId) = (checkpoint, clock, checkpoint.Config.PadId);

    /// <summary>Version of ONNX Runtime, empty before the first reading.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Embeddings of the texts of the first reading, in their order, [N · H].</summary>
    public float[] Embeddings { get; private set; } = [];

    /// <summary>Writes the encoder as an ONNX model.</summary>
    /// <param name="clock">What is counted.</param>
    public static OnnxPeer Start(EncoderCheckpoint checkpoint, BenchClock clock)
    {
        var peer = new OnnxPeer(checkpoint, clock);
        OnnxFile.Write(checkpoint, Path.Combine(peer._folder, "encoder.onnx"));
        return peer;
    }

    /// <summary>Reads texts in batches, each padded to its longest; the first call starts the program with them.</summary>
    /// <param name="texts">Texts, the same at every call.</param>
    /// <param name="batch">Texts of a batch.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="InvalidOperationException">The program in tests/onnx-peer/ cannot be built or fails.</exception>
    public double Read(IReadOnlyList<TokenizedText> texts, int batch)
    {
        _peer ??= Begin(texts, batch);
        _peer.StandardInput.WriteLine("go");
        return double.Parse(Line(_peer), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_peer is not null)
        {
            _peer.StandardInput.Close();
            if (!_peer.WaitForExit(5000)) { _peer.Kill(entireProcessTree: true); }
            _peer.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private Process Begin(IReadOnlyList<TokenizedText> texts, int size)
    {
        using (var file = new BinaryWriter(File.Create(Path.Combine(_folder, "batches"))))
        {
            foreach (var batch in texts.Chunk(size))
            {
                var length = batch.Max(t => t.Count);
                file.Write(batch.Length);
                file.Write(length);
                foreach (var t in batch) { for (var i = 0; i < length; i++) { file.Write(i < t.Count ? (long)t.Ids[i] : _padId); } }
                foreach (var t in batch)
                {
                    for (var i = 0; i < length; i++)
                    {
                        file.Write(_checkpoint.Config.PositionsFollowPadding ? i < t.Count ? _padId + 1L + i : _padId : i);
                    }
                }
                foreach (var t in batch) { for (var i = 0; i < length; i++) { file.Write(i < t.Count ? 1 : 0); } }
            }
        }
        var root = EncoderFolders.SourceRoot()
            ?? throw new InvalidOperationException(
                "--onnx needs the sources of this program: the other runtime is built from tests/onnx-peer/.");
        var embeddings = Path.Combine(_folder, "embeddings");
        var peer = Process.Start(
            new ProcessStartInfo("dotnet",
                ["run", "-c", "Release", "--project", Path.Combine(root, "tests", "onnx-peer"), "--",
                    Path.Combine(_folder, "encoder.onnx"), Path.Combine(_folder, "batches"),
            get_num_threads().ToString(CultureInfo.InvariantCulture), embeddings, _clock.Processor ? "processor" : "wall"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        _peer = peer;
        Version = Line(peer)["ready ".Length..];
        Embeddings = [.. File.ReadAllBytes(embeddings).Chunk(4).Select(b => BitConverter.ToSingle(b))];
        return peer;
    }

    private static string Line(Process peer) => peer.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"The program in tests/onnx-peer/ ended: {peer.StandardError.ReadToEnd().Trim()}");
}
