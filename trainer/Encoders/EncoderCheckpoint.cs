using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DmlStudio.Files;
using DmlStudio.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The weights of a Hugging Face encoder folder, read once and kept as they are: every run copies them. Names are those of
/// the bare encoder (<c>encoder.layer.0.…</c>), whatever prefix the file uses.
/// </summary>
internal sealed partial class EncoderCheckpoint
{
    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);

    private EncoderCheckpoint(string folder, EncoderConfig config)
    {
        Folder = folder;
        Name = NameOf(folder);
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

    /// <summary>Pooling that the checkpoint asks for by sentence-transformers' 1_Pooling, or null where it says nothing.</summary>
    public string? Pooling { get; private set; }

    /// <summary>What sentence-transformers puts behind the pooling and before the texts.</summary>
    internal SentenceModules Modules { get; private set; } = SentenceModules.None;

    /// <summary>Whether T5's decoder is there, so that its first output can be had.</summary>
    public bool HasDecoder => Config.IsT5 && T5Shapes.Decoder(Config).Keys.All(_weights.ContainsKey);

    /// <summary>Number of the encoder's weights, a decoder not counted.</summary>
    public long Count => EncoderShapes.Of(Config).Keys.Sum(n => (long)_weights[n].Length);

    /// <summary>The values of a weight, row by row. Not to be changed.</summary>
    /// <param name="name">Canonical name.</param>
    public float[] Weight(string name) => _weights[name];

    /// <summary>An encoder whose weights are not from a file, such as one that is being made.</summary>
    /// <param name="config">Its sizes.</param>
    /// <param name="weights">Every weight of <see cref="EncoderShapes.Of"/> by canonical name.</param>
    /// <exception cref="InvalidDataException">A weight is missing or has another size.</exception>
    public static EncoderCheckpoint Of(string name, EncoderConfig config, IReadOnlyDictionary<string, float[]> weights)
    {
        var checkpoint = new EncoderCheckpoint(name, config);
        foreach (var (weight, shape) in EncoderShapes.Of(config))
        {
            var size = shape.Aggregate(1L, (a, b) => a * b);
            if (!weights.TryGetValue(weight, out var values) || values.Length != size)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"{weight} has {values?.Length ?? 0} values, expected {size}. Give every weight of the encoder."));
            }
            checkpoint._weights[weight] = values;
        }
        return checkpoint;
    }

    /// <summary>Reads a folder with config.json and model.safetensors or pytorch_model.bin (single, or sharded with its index).</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file is missing, damaged, or does not fit config.json.</exception>
    public static EncoderCheckpoint Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The encoder folder {folder} was not found; expected a folder with config.json, "
                + "tokenizer files and model.safetensors, or hf:owner/name. Name one with --encoder or DMLSTUDIO_ENCODER.");
        }
        var config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
        {
            throw new InvalidDataException(
                $"{folder} has no config.json; expected a Hugging Face encoder folder. Name another with --encoder.");
        }
        return Reading.Of(folder, () =>
        {
            var checkpoint = new EncoderCheckpoint(folder, EncoderConfig.Read(config));
            checkpoint.Load(WeightFiles(folder));
            checkpoint.Pooling = PoolingFile.Read(folder);
            checkpoint.Modules = SentenceModulesFile.Read(folder);
            return checkpoint;
        });
    }

    // In Hugging Face's cache the folder is called by a revision; the name stands two levels above it:
    // models--owner--name/snapshots/revision.
    private static string NameOf(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Path.GetDirectoryName(path) is { } above && Path.GetFileName(above) == "snapshots"
            && Path.GetFileName(Path.GetDirectoryName(above)) is ['m', 'o', 'd', 'e', 'l', 's', '-', '-', ..] model
            ? model[(model.LastIndexOf("--", StringComparison.Ordinal) + 2)..] : Path.GetFileName(path);
    }

    private static string[] WeightFiles(string folder)
    {
        foreach (var name in new[] { "model.safetensors", "pytorch_model.bin" })
        {
            if (Path.Combine(folder, name) is var single && File.Exists(single)) { return [single]; }
            if (Path.Combine(folder, name + ".index.json") is var index && File.Exists(index)) { return Shards(folder, index); }
        }
        throw new InvalidDataException(
            $"{folder} has no model.safetensors; expected the weights there, in pytorch_model.bin, or in shards with their index. "
                + "Download them.");
    }

    private static string[] Shards(string folder, string index)
    {
        string[] names = [.. JsonPlace.Read(index).Need("weight_map").Fields().Select(w => w.Value.Text())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var shards = names.Select(name => Path.Combine(folder, Path.GetFileName(name))).ToArray();
        var missing = shards.FirstOrDefault(s => !File.Exists(s));
        return missing is null && shards.Length > 0 ? shards
            : throw new InvalidDataException(
                $"{index} names {(missing is null ? "no file" : Path.GetFileName(missing) + ", which is not there")}. Download it again.");
    }

    // Heads and poolers are left out and named; a layer beyond those that config.json counts would be another model's.
    private void RequireNoLayer(string file, string found, string name, IReadOnlyDictionary<string, long[]> shapes)
    {
        if (shapes.ContainsKey(LayerNumber().Replace(name, ".0.")))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{file} holds {found}, and config.json counts {Config.Layers} layers. The two files belong to different models: download "
                    + $"both again."));
        }
    }

    [GeneratedRegex(@"\.\d+\.")]
    private static partial Regex LayerNumber();

    private void Load(string[] files)
    {
        var shapes = EncoderShapes.Of(Config);
        var decoder = Config.IsT5 ? T5Shapes.Decoder(Config) : new Dictionary<string, long[]>();
        var unexpected = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            RegularFile.Require(file);
            using (var stream = File.OpenRead(file)) { sha.AppendData(SHA256.HashData(stream)); }
            using IWeightFile tensors = file.EndsWith(".bin", StringComparison.Ordinal) ? new TorchFile(file) : new SafetensorsFile(file);
            foreach (var found in tensors.Names)
            {
                if (!seen.Add(found))
                {
                    throw new InvalidDataException(
                        $"{file} holds {found}, which another shard holds too; expected every tensor once. Copy the weights again.");
                }
                var name = Config.Architecture.Canonical(found);
                if (Config.Architecture.Ignored(name)) { continue; }
                if (!shapes.TryGetValue(name, out var shape) && !decoder.TryGetValue(name, out shape))
                {
                    RequireNoLayer(file, found, name, shapes);
                    unexpected.Add(found);
                    continue;
                }
                if (!tensors.Shape(found).SequenceEqual(shape))
                {
                    throw new InvalidDataException($"{file}: {found} has the shape [{string.Join(", ", tensors.Shape(found))}], expected "
                        + $"[{string.Join(", ", shape)}] by config.json. The two files belong to different models: download both again.");
                }
                _weights[name] = tensors.Read(found);
            }
        }
        var missing = shapes.Keys.Where(n => !_weights.ContainsKey(n)).ToArray();
        if (missing.Length > 0)
        {
            var strange = unexpected.Count == 0
                ? ""
                : FormattableString.Invariant(
                    $" and {unexpected.Count} have names that no {Config.ModelType} encoder has, the first is {unexpected[0]}");
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{Folder}: {missing.Length} of {shapes.Count} weights are missing, the first is {missing[0]}{strange}. Download the "
                    + $"weights again, or check that config.json belongs to them."));
        }
        Unexpected = unexpected;
        Checksum = Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
