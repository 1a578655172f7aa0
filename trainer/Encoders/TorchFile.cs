using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using DmlStudio.Files;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>A <c>pytorch_model.bin</c>: a zip archive with a pickled table of contents and one blob for each storage. The pickle
/// is read by <see cref="TorchPickle"/>, which executes nothing.</summary>
internal sealed class TorchFile : IWeightFile
{
    private const long LongestContents = 100_000_000;
    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly Dictionary<string, TorchPickle.TensorPlace> _tensors = new(StringComparer.Ordinal);
    private readonly long _length;
    private (string Key, byte[] Bytes) _last = ("", []);

    /// <summary>Opens the file and reads its table of contents.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not a zip archive of PyTorch 1.6 or later, damaged, or it asks for more
    /// than tensors.</exception>
    public TorchFile(string path)
    {
        _path = path;
        RegularFile.Require(path);
        var stream = File.OpenRead(path);
        _length = stream.Length;
        Span<byte> start = stackalloc byte[32];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.Length < 4 || start[0] != 'P' || start[1] != 'K')
        {
            stream.Dispose();
            ForeignFile.Refuse(path, start, "a file written by torch.save");
            if (start.Length == 0) { throw Fault("is empty; expected a file written by torch.save", "Download it again"); }
            // The length of a header below 16 MiB, then an object.
            if (start.Length > 9 && start[3..8].IndexOfAnyExcept((byte)0) < 0 && start[8] == '{')
            {
                throw Fault("is a safetensors file; expected one written by torch.save", "Call it model.safetensors");
            }
            throw Fault("is no zip archive; expected a file written by torch.save of PyTorch 1.6 or later",
                "Load it where PyTorch is installed with weights_only=True and save it again, or use model.safetensors");
        }
        try
        {
            stream.Position = 0;
            _archive = new ZipArchive(stream, ZipArchiveMode.Read);
            // The table of the archive is read when it is first asked for.
            _ = _archive.Entries.Count;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException
            or OverflowException)
        {
            stream.Dispose();
            throw Fault($"is a damaged or truncated archive ({e.Message.TrimEnd('.')})", "Download it again");
        }
        try
        {
            var contents = _archive.Entries.FirstOrDefault(e => e.Name == "data.pkl")
                ?? throw Fault("holds no data.pkl", "Expected a file written by torch.save");
            _folder = contents.FullName[..^"data.pkl".Length];
            if (_archive.GetEntry(_folder + "byteorder") is { Length: < 100 } order
                && System.Text.Encoding.ASCII.GetString(Bytes(order, order.Length)) is var written and not "little")
            {
                throw Fault($"was written in {written}-endian order, expected little", "Save it again on an ordinary machine");
            }
            if (contents.Length > LongestContents) { throw Fault("has a table of contents of more than 100 MB", "Download it again"); }
            foreach (var (name, place) in TorchPickle.Read(Bytes(contents, contents.Length), path))
            {
                if (!_tensors.TryAdd(name, place)) { throw Fault($"holds {name} twice", "Save the state dictionary again"); }
            }
        }
        catch { Dispose(); throw; }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<long> Shape(string name) => _tensors[name].Shape;

    /// <inheritdoc/>
    public float[] Read(string name)
    {
        var place = _tensors[name];
        long size = place.Type switch { "FloatStorage" => 4, "HalfStorage" or "BFloat16Storage" => 2, _ => 0 };
        if (size == 0)
        {
            throw Fault($"holds {name} in a {place.Type}, expected FloatStorage, HalfStorage or BFloat16Storage", "Convert the checkpoint");
        }
        long count = 1, last = place.Offset;
        foreach (var (extent, stride) in place.Shape.Zip(place.Stride))
        {
            if (extent < 0 || stride < 0 || place.Offset < 0 || (extent > 0 && count > int.MaxValue / extent))
            {
                throw Shapeless(name, place);
            }
            count *= extent;
            last += Math.Max(0, extent - 1) * stride;
        }
        // A tensor that repeats values of its storage could ask for any size.
        if (count > place.Count || (count > 0 && last >= place.Count)) { throw Shapeless(name, place); }
        var values = Values(Blob(name, place, size), place, (int)count);
        var bad = Array.FindIndex(values, v => !float.IsFinite(v));
        return bad < 0 ? values : throw Fault(string.Create(CultureInfo.InvariantCulture,
            $"holds {values[bad]} at position {bad} of {name}, expected finite numbers; the checkpoint is damaged"), "Download it again");
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private byte[] Blob(string name, TorchPickle.TensorPlace place, long size)
    {
        if (_last.Key == place.Storage) { return _last.Bytes; }
        var entry = _archive.GetEntry($"{_folder}data/{place.Storage}")
            ?? throw Fault($"lacks the values of {name} (data/{place.Storage})", "Download it again");
        if (place.Count > Array.MaxLength / size || entry.Length != place.Count * size)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"has {entry.Length} bytes for {name}, expected {place.Count} values of {size}"), "Download it again");
        }
        return (_last = (place.Storage, Bytes(entry, entry.Length))).Bytes;
    }

    private byte[] Bytes(ZipArchiveEntry entry, long length)
    {
        // torch.save never compresses; a few kB that claim to hold gigabytes are no checkpoint.
        if (entry.CompressedLength != length || length > _length)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"holds {entry.FullName} in {entry.CompressedLength} bytes that claim to be {length}"),
                    "Expected a file written by torch.save, which does not compress");
        }
        var bytes = new byte[length];
        try
        {
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw Fault($"is damaged at {entry.FullName} ({e.Message.TrimEnd('.')})", "Download it again");
        }
        return bytes;
    }

    private static float[] Values(byte[] blob, TorchPickle.TensorPlace place, int count)
    {
        float At(long i) => place.Type switch
        {
            "FloatStorage" => BitConverter.ToSingle(blob, (int)(4 * i)),
            "HalfStorage" => (float)BitConverter.ToHalf(blob, (int)(2 * i)),
            _ => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(blob, (int)(2 * i)) << 16),
        };
        var values = new float[count];
        var contiguous = 1L;
        var dense = true;
        for (var d = place.Shape.Length - 1; d >= 0; d--)
        {
            dense &= place.Shape[d] == 1 || place.Stride[d] == contiguous;
            contiguous *= place.Shape[d];
        }
        if (dense && place.Type == "FloatStorage")
        {
            MemoryMarshal.Cast<byte, float>(blob).Slice((int)place.Offset, count).CopyTo(values);
            return values;
        }
        for (var i = 0; i < count; i++)
        {
            var (rest, at) = ((long)i, place.Offset);
            for (var d = place.Shape.Length - 1; d >= 0 && !dense; d--)
            {
                at += rest % place.Shape[d] * place.Stride[d];
                rest /= place.Shape[d];
            }
            values[i] = At(dense ? place.Offset + i : at);
        }
        return values;
    }

    private InvalidDataException Shapeless(string name, TorchPickle.TensorPlace place) => Fault(string.Create(CultureInfo.InvariantCulture,
        $"gives {name} the shape [{string.Join(", ", place.Shape)}] with strides [{string.Join(", ", place.Stride)}] in {place.Count} "
            + $"values, which does not fit"), "Download it again");

    private InvalidDataException Fault(string what, string todo) => new($"{_path} {what}. {todo}.");
}
