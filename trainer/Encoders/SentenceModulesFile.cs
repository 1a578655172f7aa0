using System.Globalization;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders;

/// <summary>Reads modules.json and config_sentence_transformers.json of a sentence-transformers folder; a module that
/// is not known is refused by name.</summary>
internal static class SentenceModulesFile
{
    private static readonly Dictionary<string, string> Activations = new(StringComparer.Ordinal)
    {
        ["Tanh"] = "tanh",
        ["ReLU"] = "relu",
        ["GELU"] = "gelu",
        ["Identity"] = "none",
    };

    private const string ModulesFile = "modules.json";

    /// <summary>Folder of the pooling settings within the checkpoint's as modules.json says, or null where it says nothing.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    public static string? PoolingFolder(string folder) => Modules(folder).FirstOrDefault(m => m.Kind == "Pooling").Path;

    /// <summary>Folder of the encoder within the checkpoint's as modules.json says, or null where it says nothing.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    public static string? EncoderFolder(string folder) => Modules(folder).FirstOrDefault(m => m.Kind == "Transformer").Path;

    /// <summary>What stands behind the pooling and before the texts.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <exception cref="InvalidDataException">A module is not known, damaged, or not where it is expected.</exception>
    public static SentenceModules Read(string folder)
    {
        var dense = new List<DenseLayer>();
        var (read, pooled, normalizes, any) = (false, false, false, false);
        foreach (var (kind, path, place) in Modules(folder))
        {
            any = true;
            switch (kind)
            {
                case "Transformer" when path.Length > 0:
                    throw place.Fault($"expected the encoder in the folder itself, found it in {path}",
                        CheckpointFiles.MoveUp(path).TrimEnd('.'));
                case "Transformer" when !read: read = true; break;
                case "Pooling" when read && !pooled: pooled = true; break;
                // Off outside of training.
                case "Dropout": break;
                case "Dense" when pooled && !normalizes: dense.Add(Layer(Path.Combine(folder, path))); break;
                case "Normalize" when pooled: normalizes = true; break;
                default:
                    throw place.Fault(
                    $"and {kind} is not known there; expected Transformer, Pooling, Dense and Normalize in this order",
                        "Choose another encoder");
            }
        }
        if (any && !pooled)
        {
            throw new InvalidDataException($"{Path.Combine(folder, ModulesFile)} names no {(read ? "Pooling" : "Transformer")}; expected "
                + "Transformer, Pooling, Dense and Normalize in this order. Copy the file again, or remove it to choose with --pooling.");
        }
        if (dense.Zip(dense.Skip(1)).FirstOrDefault(d => d.First.Outputs != d.Second.Inputs) is { First: { } before } wrong)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: a Dense layer gives {before.Outputs} numbers, and the next takes {wrong.Second.Inputs}. Copy the "
                        + $"folder again."));
        }
        var (prompts, chosen) = Prompts(folder);
        var (longest, lowers) = Texts(folder);
        return new SentenceModules
        {
            Dense = dense,
            Normalizes = normalizes,
            Prompts = prompts,
            DefaultPrompt = chosen,
            MaxTokens = longest,
            Lowers = lowers,
        };
    }

    private static IEnumerable<(string Kind, string Path, JsonPlace Place)> Modules(string folder)
    {
        var file = Path.Combine(folder, ModulesFile);
        if (!File.Exists(file)) { yield break; }
        foreach (var module in JsonPlace.ReadAny(file).Items())
        {
            var type = module.Need("type").Text();
            var path = module.Need("path").Text();
            if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains(".."))
            {
                throw module.Need("path").Fault("expected a folder inside the checkpoint's");
            }
            if (!type.StartsWith("sentence_transformers.", StringComparison.Ordinal))
            {
                throw module.Need("type").Fault("code of its own, which is not run; expected a module of sentence_transformers",
                    "Choose another encoder");
            }
            yield return (type[(type.LastIndexOf('.') + 1)..], path, module.Need("type"));
        }
    }

    private static DenseLayer Layer(string folder)
    {
        var config = JsonPlace.Read(Path.Combine(folder, "config.json"));
        int inputs = config.Need("in_features").Whole(1, 1_000_000), outputs = config.Need("out_features").Whole(1, 1_000_000);
        var activation = config.Text("activation_function") ?? "torch.nn.modules.activation.Tanh";
        var kind = activation[(activation.LastIndexOf('.') + 1)..];
        if (!Activations.TryGetValue(kind, out var known))
        {
            throw config.Need("activation_function").Fault($"expected {string.Join(", ", Activations.Keys)}", "Choose another encoder");
        }
        foreach (var name in new[] { "module_input_name", "module_output_name" })
        {
            if (config.Find(name) is { } at && at.Text() != "sentence_embedding")
            {
                throw at.Fault("expected sentence_embedding", "Choose another encoder");
            }
        }
        string safe = Path.Combine(folder, "model.safetensors"), torch = Path.Combine(folder, "pytorch_model.bin");
        if (!File.Exists(safe) && !File.Exists(torch))
        {
            throw new InvalidDataException(
                $"{folder} has neither model.safetensors nor pytorch_model.bin; expected the weights of the Dense layer. Copy the "
                    + "folder again.");
        }
        using IWeightFile file = File.Exists(safe) ? new SafetensorsFile(safe) : new TorchFile(torch);
        var hasBias = config.Flag("bias") ?? true;
        if (file.Names.FirstOrDefault(n => n != "linear.weight" && (n != "linear.bias" || !hasBias)) is { } more)
        {
            throw new InvalidDataException($"{folder} holds {more}, which the Dense layer as config.json describes it does not have; "
                + $"expected linear.weight{(hasBias ? " and linear.bias" : "")} alone. Copy the folder again.");
        }
        return new DenseLayer(inputs, outputs, Values("linear.weight", outputs, inputs), hasBias
            ? Values("linear.bias", outputs)
            : null, known);

        float[] Values(string name, params long[] shape) =>
            file.Names.Contains(name) && file.Shape(name).SequenceEqual(shape) ? file.Read(name)
            : throw new InvalidDataException(
                $"{folder}: {name} "
                    + $"{(file.Names.Contains(name) ? $"has the shape [{string.Join(", ", file.Shape(name))}]" : "is missing")}, "
                        + $"expected [{string.Join(", ", shape)}] by config.json. Copy the folder again.");
    }

    private static (IReadOnlyDictionary<string, string> Prompts, string? Chosen) Prompts(string folder)
    {
        var file = Path.Combine(folder, "config_sentence_transformers.json");
        if (!File.Exists(file)) { return (new Dictionary<string, string>(), null); }
        var config = JsonPlace.Read(file);
        if (config.Find("truncate_dim") is { } cut)
        {
            throw cut.Fault("which is not honoured; expected none: vectors are compared whole", "Remove it, or choose another encoder");
        }
        var prompts = config.Find("prompts") is { } p
            ? p.Fields().Where(f => f.Value.Value.ValueKind != System.Text.Json.JsonValueKind.Null)
                .ToDictionary(f => f.Name, f => f.Value.Text(), StringComparer.Ordinal)
            : [];
        var chosen = config.Find("default_prompt_name");
        return chosen is not { } name ? (prompts, null) : prompts.ContainsKey(name.Text()) ? (prompts, name.Text())
            : throw name.Fault($"expected one of the prompts: {string.Join(", ", prompts.Keys)}");
    }

    // How texts are read; the file is called by the kind of encoder, such as sentence_roberta_config.json.
    private static (int? Longest, bool Lowers) Texts(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "sentence_*_config.json").Order(StringComparer.Ordinal))
        {
            var config = JsonPlace.Read(file);
            return (config.Find("max_seq_length")?.Whole(1, int.MaxValue), config.Flag("do_lower_case") ?? false);
        }
        return (null, false);
    }
}
