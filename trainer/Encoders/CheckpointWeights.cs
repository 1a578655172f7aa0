using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DmlStudio.Files;
using DmlStudio.Trainer.Encoders.Architectures;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Reads the weights of a checkpoint folder by the canonical names of its kind. Heads are left out; a tensor within the encoder
/// that config.json does not account for is refused, since the states would be another model's.</summary>
internal sealed partial class CheckpointWeights
{
    private readonly string _folder;
    private readonly EncoderConfig _config;
    private readonly IReadOnlyDictionary<string, long[]> _shapes, _decoder;
    private readonly Dictionary<string, float[]> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly List<string> _unexpected = [];
    private (string File, string Name)? _inner;

    private CheckpointWeights(string folder, EncoderConfig config)
    {
        (_folder, _config, _shapes) = (folder, config, EncoderShapes.Of(config));
        _decoder = config.IsT5 ? T5Shapes.Decoder(config) : new Dictionary<string, long[]>();
    }

    /// <summary>Values by canonical name, row by row.</summary>
    public IReadOnlyDictionary<string, float[]> Values => _values;

    /// <summary>Tensors of heads that are not known, by the name in the file.</summary>
    public IReadOnlyList<string> Unexpected => _unexpected;

    /// <summary>SHA-256 over the weight files, hex.</summary>
    public string Checksum { get; private set; } = "";

    /// <summary>Reads them.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <param name="config">What its config.json says.</param>
    /// <exception cref="InvalidDataException">A weight is missing, damaged, twice there, of another shape, or not accounted for.
    /// </exception>
    public static CheckpointWeights Read(string folder, EncoderConfig config)
    {
        var weights = new CheckpointWeights(folder, config);
        weights.Load(CheckpointFiles.Weights(folder));
        return weights;
    }

    private Architecture Kind => _config.Architecture;

    private void Load(string[] files)
    {
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
                Take(file, tensors, found);
            }
        }
        RequireAll();
        RequireNothingInner();
        Checksum = Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private void Take(string file, IWeightFile tensors, string found)
    {
        if (Kind.Foreign(found, _config.ModelType) is { } other)
        {
            throw new InvalidDataException($"{file} holds {found}, as a model of the kind {other} calls it, but config.json says "
                + $"{_config.ModelType}, which counts positions otherwise; expected one kind. Take the config.json that was saved with "
                + "the weights.");
        }
        var name = Kind.Canonical(found);
        if (Kind.Ignored(name)) { return; }
        if (!_shapes.TryGetValue(name, out var shape) && !_decoder.TryGetValue(name, out shape))
        {
            if (Kind.Spare(name)) { return; }
            RequireNoLayer(file, found, name);
            _unexpected.Add(found);
            if (IsInner(name)) { _inner ??= (file, found); }
            return;
        }
        if (!tensors.Shape(found).SequenceEqual(shape))
        {
            throw new InvalidDataException($"{file}: {found} has the shape [{string.Join(", ", tensors.Shape(found))}], expected "
                + $"[{string.Join(", ", shape)}] by config.json. The two files belong to different models: download both again.");
        }
        var values = tensors.Read(found);
        RequireSomething(file, found, name, shape, values);
        // Tied weights are saved under several names; what is tied is the same.
        if (_values.TryGetValue(name, out var before) && !before.AsSpan().SequenceEqual(values))
        {
            throw new InvalidDataException($"{file} holds {found} and {_found[name]} with other values, and both are {name} of the "
                + "encoder; expected one, or the same twice. Save the encoder alone.");
        }
        (_values[name], _found[name]) = (values, found);
    }

    // A place for a download is made of zeros before it is filled: a matrix or a scale of zeros was never trained.
    private static void RequireSomething(string file, string found, string name, long[] shape, float[] values)
    {
        var learnt = name == EncoderShapes.Words || name.EndsWith("norm.weight", StringComparison.OrdinalIgnoreCase)
            || (shape.Length > 1 && Numbered().IsMatch(name) && name.EndsWith(".weight", StringComparison.Ordinal)
                && !name.Contains("relative_attention_bias", StringComparison.Ordinal));
        if (learnt && !values.AsSpan().ContainsAnyExcept(0f))
        {
            throw new InvalidDataException($"{file} holds nothing but zeros in {found}; expected trained weights. A download was not "
                + "finished, or the model was never trained: download it again.");
        }
    }

    // A layer beyond those that config.json counts would be another model's.
    private void RequireNoLayer(string file, string found, string name)
    {
        if (Numbered().Match(name) is { Success: true } layer && _shapes.ContainsKey(Numbered().Replace(name, ".0."))
            && int.Parse(layer.ValueSpan.Trim('.'), CultureInfo.InvariantCulture) >= _config.Layers)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{file} holds {found}, and config.json counts {_config.Layers} layers. The two files belong to different models: download "
                    + $"both again."));
        }
    }

    private void RequireAll()
    {
        var missing = _shapes.Keys.Where(n => !_values.ContainsKey(n)).ToArray();
        if (missing.Length == 0) { return; }
        var strange = _unexpected.Count == 0
            ? ""
            : FormattableString.Invariant(
                $" and {_unexpected.Count} have names that no {_config.ModelType} encoder has, the first is {_unexpected[0]}");
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{_folder}: {missing.Length} of {_shapes.Count} weights are missing, the first is {missing[0]}{strange}. Download the "
                + $"weights again, or check that config.json belongs to them."));
    }

    private void RequireNothingInner()
    {
        if (_inner is not { } inner) { return; }
        throw new InvalidDataException($"{inner.File} holds {inner.Name}, which no {_config.ModelType} encoder as config.json describes it "
            + "has; without it the states would be another model's. Take the config.json that was saved with the weights; adapters must be "
            + "merged into them first.");
    }

    private bool IsInner(string name) => name.StartsWith("embeddings.", StringComparison.Ordinal)
        || name.StartsWith("encoder.", StringComparison.Ordinal)
        || (_config.IsT5 && name.StartsWith("decoder.", StringComparison.Ordinal));

    [GeneratedRegex(@"\.\d+\.")]
    private static partial Regex Numbered();
}
