using System.Globalization;
using System.IO.MemoryMappedFiles;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// A memory-mapped safetensors file: an 8-byte header length, a JSON header, then the tensors' bytes. Every offset is
/// checked against the file before it is read.
/// </summary>
internal sealed class SafetensorsFile : IWeightFile
{
    private const long LongestHeader = 100_000_000;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly string _path;

    private sealed record Entry(string Type, long[] Shape, long Start, long End, long Count);

    /// <summary>Opens the file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is truncated or its header is wrong.</exception>
    public SafetensorsFile(string path)
    {
        _path = path;
        var length = FileLength.Of(path);
        if (length < 10)
        {
            throw Fault($"has {length} bytes, expected at least 10 (header length and header); "
                + (length == 0 ? "it is empty: download it again" : "it is truncated: download it again"));
        }
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        try { ReadHeader(length); }
        catch { Dispose(); throw; }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<long> Shape(string name) => _entries[name].Shape;

    /// <inheritdoc/>
    public float[] Read(string name)
    {
        var entry = _entries[name];
        var values = new float[entry.Count];
        switch (entry.Type)
        {
            case "F32":
                _view.ReadArray(entry.Start, values, 0, values.Length);
                break;
            case "F16":
                var halves = new ushort[entry.Count];
                _view.ReadArray(entry.Start, halves, 0, halves.Length);
                for (var i = 0; i < values.Length; i++) { values[i] = (float)BitConverter.UInt16BitsToHalf(halves[i]); }
                break;
            case "BF16":
                var tops = new ushort[entry.Count];
                _view.ReadArray(entry.Start, tops, 0, tops.Length);
                for (var i = 0; i < values.Length; i++) { values[i] = BitConverter.UInt32BitsToSingle((uint)tops[i] << 16); }
                break;
            default:
                throw Fault($"holds {name} as {entry.Type}{(entry.Type.StartsWith("F8", StringComparison.Ordinal) ? ", a quantised "
                    + "format of eight bits" : "")}, expected F32, F16 or BF16; "
                    + "take a checkpoint that is not quantised, or convert this one");
        }
        var bad = Array.FindIndex(values, v => !float.IsFinite(v));
        return bad < 0 ? values
            : throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"holds {values[bad]} at position {bad} of {name}, expected finite numbers; the checkpoint is damaged"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    private void ReadHeader(long length)
    {
        var header = _view.ReadInt64(0);
        if (header < 2 || header > LongestHeader || header > length - 8)
        {
            ForeignFile.Refuse(_path, "a safetensors file");
            throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"says its header has {header} bytes, but {length - 8} follow; it is truncated or no safetensors file: download it again"));
        }
        var bytes = new byte[header];
        _view.ReadArray(8, bytes, 0, bytes.Length);
        foreach (var (name, tensor) in JsonPlace.Parse(path: _path, bytes, "has a header that is").Fields())
        {
            if (name != "__metadata__") { _entries[name] = EntryOf(name, tensor, 8 + header, length); }
        }
        RequireGapless(8 + header, length);
    }

    // The tensors lie one behind another from the header to the end: bytes that belong to none, or to two, come of a download that was
    // put together wrongly, and every value behind them would be another's.
    private void RequireGapless(long data, long length)
    {
        var end = data;
        foreach (var (name, entry) in _entries.OrderBy(e => e.Value.Start).ThenBy(e => e.Value.End))
        {
            if (entry.Start != end)
            {
                throw Fault(string.Create(CultureInfo.InvariantCulture,
                    $"has {name} at byte {entry.Start}, but the tensor before it ends at byte {end}; expected one behind the other. "
                        + $"It is damaged: download it again"));
            }
            end = entry.End;
        }
        if (end != length)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"has {length} bytes, but its tensors end at byte {end}; expected nothing behind them. A download was put together "
                    + $"wrongly: download it again"));
        }
    }

    private Entry EntryOf(string name, JsonPlace tensor, long data, long length)
    {
        var type = tensor.Need("dtype").Text();
        long[] shape = [.. tensor.Need("shape").Items().Select(d => d.Long())];
        long[] offsets = [.. tensor.Need("data_offsets").Items().Select(d => d.Long())];
        // Formats of which only the name is known, such as F8_E4M3, are refused when the tensor is read.
        long size = type switch
        {
            "F64" or "I64" or "U64" => 8,
            "F32" or "I32" or "U32" => 4,
            "F16" or "BF16" or "I16" or "U16" => 2,
            "U8" or "I8" or "BOOL" => 1,
            _ => 0
        };
        var count = 1L;
        foreach (var d in shape)
        {
            count = d < 0 || (d > 0 && count > int.MaxValue / d) ? long.MaxValue : count * d;
            if (count == long.MaxValue) { break; }
        }
        var wrong = offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || count > int.MaxValue
            || (size > 0 && offsets[1] - offsets[0] != count * size);
        if (wrong)
        {
            throw Fault($"gives {name} the type {type}, shape [{string.Join(", ", shape)}] and bytes "
                + $"[{string.Join(", ", offsets)}], which do not agree; download it again");
        }
        if (offsets[1] > length - data)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture,
                $"ends at byte {length}, but {name} needs bytes up to {data + offsets[1]}; it is truncated: download it again"));
        }
        return new Entry(type, shape, data + offsets[0], data + offsets[1], count);
    }

    private InvalidDataException Fault(string what) => new($"{_path} {what}.");
}
