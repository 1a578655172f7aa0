using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Writes tensors as float16 in the safetensors format: header length, JSON header, bytes.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes the file beside its place and renames it, so that it is there whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Name, shape and values, row by row; finite, at most 65,504 in size.</param>
    /// <exception cref="InvalidDataException">A value has no float16.</exception>
    public static void WriteHalf(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var all = tensors.ToArray();
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        long at = 0;
        foreach (var (name, shape, values) in all)
        {
            header[name] = new { dtype = "F16", shape, data_offsets = new[] { at, at + 2L * values.Length } };
            at += 2L * values.Length;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        // The data start at a multiple of eight bytes, as the format asks.
        var padded = json.Concat(Enumerable.Repeat((byte)' ', (8 - json.Length % 8) % 8)).ToArray();
        var beside = path + ".writing";
        using (var file = File.Create(beside))
        {
            file.Write(BitConverter.GetBytes((long)padded.Length));
            file.Write(padded);
            foreach (var (name, _, values) in all)
            {
                var halves = Array.ConvertAll(values, v => (Half)v);
                var bad = Array.FindIndex(halves, h => !Half.IsFinite(h));
                if (bad >= 0)
                {
                    throw new InvalidDataException(
                        string.Create(CultureInfo.InvariantCulture,
                            $"{name} holds {values[bad]} at position {bad}, which has no finite float16; nothing was written. Lower "
                                + $"the learning rate."));
                }
                file.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }
}
