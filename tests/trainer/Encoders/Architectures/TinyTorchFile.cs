using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>Writes float32 tensors as torch.save of PyTorch 1.6 and later does: a zip archive with a pickle that names
/// the storages.</summary>
internal static class TinyTorchFile
{
    public static void Write(string path, IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors)
    {
        using var pickle = new MemoryStream();
        void Raw(string ops) => pickle.Write(Encoding.Latin1.GetBytes(ops));
        void Number(long value)
        {
            Raw("J");
            pickle.Write(BitConverter.GetBytes((int)value));
        }
        void Text(string text)
        {
            Raw("X");
            pickle.Write(BitConverter.GetBytes(text.Length));
            Raw(text);
        }
        void Tuple(IEnumerable<long> values)
        {
            Raw("(");
            foreach (var value in values) { Number(value); }
            Raw("t");
        }
        Raw("\u0080\u0002}(");
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, shape, values) = tensors[i];
            Text(name);
            Raw("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Raw("ctorch\nFloatStorage\n");
            Text(FormattableString.Invariant($"{i}"));
            Text("cpu");
            Number(values.Length);
            Raw("tQ");
            Number(0);
            Tuple(shape);
            Tuple(shape.Select((_, d) => shape.Skip(d + 1).Aggregate(1L, (a, b) => a * b)));
            Raw("\u0089ccollections\nOrderedDict\n)RtR");
        }
        Raw("u.");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        void Add(string name, ReadOnlySpan<byte> bytes)
        {
            using var stream = archive.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }
        Add("data.pkl", pickle.ToArray());
        Add("byteorder", Encoding.Latin1.GetBytes("little"));
        for (var i = 0; i < tensors.Count; i++)
        {
            Add(FormattableString.Invariant($"data/{i}"), MemoryMarshal.AsBytes(tensors[i].Values.AsSpan()));
        }
    }
}
