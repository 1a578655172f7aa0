using DmlStudio.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The weights of a Hugging Face encoder folder, read once and kept as they are: every run copies them. Names are those of
/// the bare encoder (<c>encoder.layer.0.…</c>), whatever prefix the file uses.
/// </summary>
internal sealed class EncoderCheckpoint
{
    private readonly IReadOnlyDictionary<string, float[]> _weights;

    private EncoderCheckpoint(string folder, EncoderConfig config, IReadOnlyDictionary<string, float[]> weights)
    {
        _weights = weights;
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
    public IReadOnlyList<string> Unexpected { get; private init; } = [];

    /// <summary>SHA-256 over the weight files, hex.</summary>
    public string Checksum { get; private init; } = "";

    /// <summary>Pooling that the checkpoint asks for by sentence-transformers' 1_Pooling, or null where it says nothing.</summary>
    public string? Pooling { get; private init; }

    /// <summary>What sentence-transformers puts behind the pooling and before the texts.</summary>
    internal SentenceModules Modules { get; private init; } = SentenceModules.None;

    /// <summary>Whether T5's decoder is there, so that its first output can be had.</summary>
    public bool HasDecoder => Config.IsT5 && T5Shapes.Decoder(Config).Keys.All(_weights.ContainsKey);

    /// <summary>Number of the encoder's weights, a decoder not counted.</summary>
    public long Count => EncoderShapes.Of(Config).Keys.Sum(n => (long)_weights[n].Length);

    /// <summary>Refuses more tokens than the encoder has positions for. What nobody asked for is cut to them.</summary>
    /// <param name="tokens">Tokens asked for.</param>
    /// <param name="usual">Tokens where nobody asks.</param>
    /// <exception cref="InvalidDataException">More were asked for than it reads.</exception>
    public void RequireLength(int tokens, int usual)
    {
        if (tokens > Config.MaxTokens && tokens != usual)
        {
            throw new InvalidDataException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"max-length is {tokens}, and {Name} reads {Config.MaxTokens} tokens at most; expected no more than these. Give "
                    + $"--max-length {Config.MaxTokens}, or another encoder."));
        }
    }

    /// <summary>The values of a weight, row by row. Not to be changed.</summary>
    /// <param name="name">Canonical name.</param>
    public float[] Weight(string name) => _weights[name];

    /// <summary>An encoder whose weights are not from a file, such as one that is being made.</summary>
    /// <param name="config">Its sizes.</param>
    /// <param name="weights">Every weight of <see cref="EncoderShapes.Of"/> by canonical name.</param>
    /// <exception cref="InvalidDataException">A weight is missing or has another size.</exception>
    public static EncoderCheckpoint Of(string name, EncoderConfig config, IReadOnlyDictionary<string, float[]> weights)
    {
        var own = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (weight, shape) in EncoderShapes.Of(config))
        {
            var size = shape.Aggregate(1L, (a, b) => a * b);
            if (!weights.TryGetValue(weight, out var values) || values.Length != size)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"{weight} has {values?.Length ?? 0} values, expected {size}. Give every weight of the encoder."));
            }
            own[weight] = values;
        }
        return new EncoderCheckpoint(name, config, own);
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
        return Reading.Of(folder, () =>
        {
            var config = EncoderConfig.Read(CheckpointFiles.Config(folder));
            var weights = CheckpointWeights.Read(folder, config);
            return new EncoderCheckpoint(folder, config, weights.Values)
            {
                Unexpected = weights.Unexpected,
                Checksum = weights.Checksum,
                Modules = SentenceModulesFile.Read(folder),
                Pooling = PoolingFile.Read(folder, config.Hidden),
            };
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
}
