using System.Security.Cryptography;
using System.Text.Json;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The weights of a Hugging Face encoder folder, read once and kept as they are: every run copies them. Names are those of
/// the bare encoder (<c>encoder.layer.0.…</c>), whatever prefix the file uses.
/// </summary>
public sealed class EncoderCheckpoint
{
    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);

    private EncoderCheckpoint(string folder, EncoderConfig config)
    {
        Folder = folder;
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        Config = config;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Name of the folder.</summary>
    public string Name { get; }

    /// <summary>What config.json says.</summary>
    public EncoderConfig Config { get; }

    /// <summary>Tensors of the file that no encoder of this kind has; heads and poolers are known and not listed.</summary>
    public IReadOnlyList<string> Unexpected { get; private set; } = [];

    /// <summary>SHA-256 over the weight files, hex.</summary>
    public string Checksum { get; private set; } = "";

    /// <summary>Number of weights.</summary>
    public long Count => _weights.Values.Sum(w => (long)w.Length);

    /// <summary>The values of a weight, row by row. Not to be changed.</summary>
    /// <param name="name">Canonical name.</param>
    public float[] Weight(string name) => _weights[name];

    /// <summary>An encoder whose weights are not from a file, such as one that is being made.</summary>
    /// <param name="name">Name.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="weights">Every weight of <see cref="EncoderShapes.Of"/> by canonical name.</param>
    /// <exception cref="InvalidDataException">A weight is missing or has another size.</exception>
    public static EncoderCheckpoint Of(string name, EncoderConfig config, IReadOnlyDictionary<string, float[]> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var checkpoint = new EncoderCheckpoint(name, config);
        foreach (var (weight, shape) in EncoderShapes.Of(config))
        {
            var size = shape.Aggregate(1L, (a, b) => a * b);
            if (!weights.TryGetValue(weight, out var values) || values.Length != size)
            {
                throw new InvalidDataException(FormattableString.Invariant($"{weight} has {values?.Length ?? 0} values, expected {size}. Give every weight of the encoder."));
            }
            checkpoint._weights[weight] = values;
        }
        return checkpoint;
    }

    /// <summary>Reads a folder with config.json and model.safetensors (single, or sharded with its index).</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file is missing, damaged, or does not fit config.json.</exception>
    public static EncoderCheckpoint Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The encoder folder {folder} was not found; expected a folder with config.json, "
                + "tokenizer files and model.safetensors. Name one with --encoder or DMLSTUDIO_ENCODER.");
        }
        var config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
        {
            throw new InvalidDataException($"{folder} has no config.json; expected a Hugging Face encoder folder. Name another with --encoder.");
        }
        var checkpoint = new EncoderCheckpoint(folder, EncoderConfig.Read(config));
        checkpoint.Load(WeightFiles(folder));
        return checkpoint;
    }

    private static string[] WeightFiles(string folder)
    {
        var single = Path.Combine(folder, "model.safetensors");
        if (File.Exists(single)) { return [single]; }
        var index = Path.Combine(folder, "model.safetensors.index.json");
        if (File.Exists(index))
        {
            var shards = JsonDocument.Parse(File.ReadAllText(index)).RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(w => w.Value.GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => Path.Combine(folder, Path.GetFileName(name))).ToArray();
            var missing = shards.FirstOrDefault(s => !File.Exists(s));
            return missing is null ? shards
                : throw new InvalidDataException($"{index} names {Path.GetFileName(missing)}, which is not there. Download it again.");
        }
        throw new InvalidDataException(File.Exists(Path.Combine(folder, "pytorch_model.bin"))
            ? $"{folder} has its weights as pytorch_model.bin, expected model.safetensors. Convert it once where PyTorch is installed: "
              + "python -c \"import torch,safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in "
              + "torch.load('pytorch_model.bin', weights_only=True).items()}, 'model.safetensors')\""
            : $"{folder} has no model.safetensors; expected the weights there, or shards with model.safetensors.index.json. Download them.");
    }

    private void Load(string[] files)
    {
        var shapes = EncoderShapes.Of(Config);
        var unexpected = new List<string>();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using (var stream = File.OpenRead(file)) { sha.AppendData(SHA256.HashData(stream)); }
            using var tensors = new SafetensorsFile(file);
            foreach (var found in tensors.Names)
            {
                var name = EncoderShapes.Canonical(found);
                if (shapes.TryGetValue(name, out var shape))
                {
                    if (!tensors.Shape(found).SequenceEqual(shape))
                    {
                        throw new InvalidDataException($"{file}: {found} has the shape [{string.Join(", ", tensors.Shape(found))}], expected "
                            + $"[{string.Join(", ", shape)}] by config.json. The two files belong to different models: download both again.");
                    }
                    _weights[name] = tensors.Read(found);
                }
                else if (!EncoderShapes.Ignored(name)) { unexpected.Add(found); }
            }
        }
        var missing = shapes.Keys.Where(n => !_weights.ContainsKey(n)).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidDataException($"{Folder}: {missing.Length} weights are missing, the first is {missing[0]}. Download the weights again.");
        }
        Unexpected = unexpected;
        Checksum = Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
