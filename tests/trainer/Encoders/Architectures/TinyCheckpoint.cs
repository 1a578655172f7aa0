using System.Text.Json;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>A tiny checkpoint of a kind with drawn weights: its config.json and its tensors as the published files name
/// them, written down here apart from the program's own tables.</summary>
/// <param name="Type">config.json's <c>model_type</c>.</param>
/// <param name="Config">The other fields of config.json.</param>
/// <param name="Tensors">Names without prefix, and shapes.</param>
/// <param name="Prefix">What a file of the whole model, head included, puts before them.</param>
/// <param name="Heads">Tensors of a head, with their full names.</param>
internal sealed record TinyCheckpoint(
    string Type, IReadOnlyDictionary<string, object?> Config, IReadOnlyList<(string Name, long[] Shape)> Tensors, string Prefix,
        IReadOnlyList<(string Name, long[] Shape)> Heads)
{
    /// <summary>Words: special tokens as this kind has them, then letters and their continuations.</summary>
    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>Values by name without prefix, exact in float16, normalisations about 1.</summary>
    public IReadOnlyDictionary<string, float[]> Values { get; } = Draw(Tensors);

    /// <summary>A number of config.json.</summary>
    public int Number(string field) => Convert.ToInt32(Config[field], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Rows of a table or matrix.</summary>
    public double[][] Rows(string name)
    {
        var width = (int)Tensors.Single(t => t.Name == name).Shape[1];
        return [.. Values[name].Chunk(width).Select(r => Array.ConvertAll(r, v => (double)v))];
    }

    /// <summary>Values of a vector.</summary>
    public double[] Vector(string name) => Array.ConvertAll(Values[name], v => (double)v);

    /// <summary>Writes config.json, vocab.txt and the weights.</summary>
    /// <param name="folder">Where; made where it is missing.</param>
    /// <param name="whole">Whether the file has the prefix and the head.</param>
    /// <param name="torch">pytorch_model.bin instead of model.safetensors.</param>
    /// <param name="change">A field of config.json, and its other value.</param>
    public void Write(string folder, bool whole = false, bool torch = false, (string Field, object? Value)? change = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
        var config = new Dictionary<string, object?>(Config) { ["model_type"] = Type };
        if (change is { } c) { config[c.Field] = c.Value; }
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
        (string, long[], float[])[] tensors =
        [
            .. Tensors.Select(t => ((whole ? Prefix : "") + t.Name, t.Shape, Values[t.Name])),
            .. whole ? Heads.Select(h => (h.Name, h.Shape, new float[h.Shape.Aggregate(1L, (a, b) => a * b)])) : [],
        ];
        if (torch) { TinyTorchFile.Write(Path.Combine(folder, "pytorch_model.bin"), tensors); }
        else { SafetensorsWriter.WriteHalf(Path.Combine(folder, "model.safetensors"), tensors); }
    }

    private static Dictionary<string, float[]> Draw(IReadOnlyList<(string Name, long[] Shape)> tensors)
    {
        var random = new Random(11);
        return tensors.ToDictionary(t => t.Name, t =>
        {
            var (centre, width) = t.Shape.Length > 1
                ? (0.0, 0.9)
                : t.Name.EndsWith("orm.weight", StringComparison.Ordinal) || t.Name.EndsWith("gamma", StringComparison.Ordinal)
                ? (1.0, 0.4)
                : (0.0, 0.4);
            return Enumerable.Range(0, (int)t.Shape.Aggregate(1L, (a, b) => a * b))
                .Select(_ => (float)(Half)(centre + width * (random.NextDouble() - 0.5))).ToArray();
        });
    }
}
