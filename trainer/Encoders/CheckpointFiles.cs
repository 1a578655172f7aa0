using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>The files of a checkpoint folder that hold its settings and weights, and what is there in their place.</summary>
internal static class CheckpointFiles
{
    private const string Adapter = "adapter_config.json";

    // By the end of the name; the first that is found is named.
    private static readonly (string End, string What)[] Others =
    [
        ("adapter_model.safetensors", "the weights of an adapter (PEFT) alone"), ("adapter_model.bin", "the weights of an adapter alone"),
        (".h5", "TensorFlow weights"), (".msgpack", "Flax weights"), (".ckpt.index", "a TensorFlow checkpoint"), (".onnx", "an ONNX graph"),
        (".gguf", "GGUF weights"), (".ot", "Rust weights"), ("openvino_model.bin", "an OpenVINO graph"),
        (".tflite", "a TensorFlow Lite graph"),
        (".pt", "a file of PyTorch under another name"), (".pth", "a file of PyTorch under another name"),
        (".safetensors", "safetensors under another name, or shards without their index"),
        (".bin", "a file of PyTorch under another name, or shards without their index"),
    ];

    /// <summary>The config.json of a checkpoint folder.</summary>
    /// <exception cref="InvalidDataException">There is none, or the folder holds an adapter whose weights are not merged.</exception>
    public static string Config(string folder)
    {
        var config = Path.Combine(folder, "config.json");
        if (File.Exists(Path.Combine(folder, Adapter)))
        {
            throw new InvalidDataException($"{folder} holds {Adapter}: an adapter (PEFT, LoRA) that belongs to another checkpoint; "
                + "expected the whole encoder. Merge the adapter into its base (merge_and_unload) and save that.");
        }
        if (File.Exists(config)) { return config; }
        var encoder = SentenceModulesFile.EncoderFolder(folder);
        throw new InvalidDataException(encoder is { Length: > 0 }
            ? $"{folder} has no config.json; its modules.json has the encoder in {encoder}. {MoveUp(encoder)}"
            : $"{folder} has no config.json; expected a Hugging Face encoder folder. Name another with --encoder.");
    }

    /// <summary>Refuses a folder that a checkpoint of somebody else lies in, before anything is written over it.</summary>
    /// <param name="folder">Folder that is written to; it need not be there.</param>
    /// <param name="flag">How it was named.</param>
    /// <exception cref="InvalidDataException">It holds settings, weights or a vocabulary.</exception>
    public static void RequireNone(string folder, string flag)
    {
        if (!Directory.Exists(folder)) { return; }
        string[] found = [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)
            .Where(f => f is "config.json" or "vocab.txt" || f.EndsWith(".safetensors", StringComparison.Ordinal)
                || f.EndsWith(".bin", StringComparison.Ordinal) || f.EndsWith(".model", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        if (found.Length > 0)
        {
            throw new InvalidDataException($"{flag} {folder} holds {string.Join(", ", found.Take(4))}: a checkpoint that would be written "
                + "over; expected a new folder, or one that this command made. Name another.");
        }
    }

    /// <summary>What to do with a folder that has its encoder one folder down, as old versions of sentence-transformers wrote it.</summary>
    /// <param name="encoder">Folder of the encoder within it.</param>
    public static string MoveUp(string encoder) => $"Copy the files of {encoder} beside modules.json and let its path there be empty.";

    /// <summary>The files with the weights: one, or shards.</summary>
    /// <exception cref="InvalidDataException">There are none, or a shard is missing.</exception>
    public static string[] Weights(string folder)
    {
        foreach (var name in new[] { "model.safetensors", "pytorch_model.bin" })
        {
            if (Path.Combine(folder, name) is var single && File.Exists(single)) { return [single]; }
            if (Path.Combine(folder, name + ".index.json") is var index && File.Exists(index)) { return Shards(folder, index); }
        }
        throw new InvalidDataException(
            $"{folder} has no model.safetensors; {(Other(folder) is { } other ? $"found {other}; " : "")}expected the weights there, in "
                + "pytorch_model.bin, or in shards with their index. Download them"
                + (Other(folder) is null ? "." : ", or load the model with PyTorch and save it again."));
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

    // Exports of other programs lie in the folder or one below it.
    private static string? Other(string folder)
    {
        string[] names = [.. Directory.EnumerateFiles(folder), .. Directory.EnumerateDirectories(folder).SelectMany(Below)];
        string[] found = [.. names.Select(n => Path.GetRelativePath(folder, n))
            .Where(n => !n.EndsWith("training_args.bin", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        foreach (var (end, what) in Others)
        {
            if (found.FirstOrDefault(n => n.EndsWith(end, StringComparison.Ordinal)) is { } name) { return $"{name}, {what}"; }
        }
        return null;

        IEnumerable<string> Below(string below) => Path.GetFileName(below) is "onnx" or "openvino" or "tf" or "flax"
            ? Directory.EnumerateFiles(below) : [];
    }
}
