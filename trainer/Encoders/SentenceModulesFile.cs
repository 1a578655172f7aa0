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

    /// <summary>Folder of the pooling settings within the checkpoint's, as modules.json says; else <c>1_Pooling</c>.</summary>
    public static string PoolingFolder(string folder) => Modules(folder).FirstOrDefault(m => m.Kind == "Pooling").Path ?? "1_Pooling";

    /// <summary>What stands behind the pooling and before the texts.</summary>
    /// <param name="folder">Checkpoint folder.</param>
    /// <exception cref="InvalidDataException">A module is not known, or damaged.</exception>
    public static SentenceModules Read(string folder)
    {
        var dense = new List<DenseLayer>();
        var (normalizes, pooled) = (false, false);
        foreach (var (kind, path, place) in Modules(folder))
        {
            switch (kind)
            {
                case "Transformer" when path.Length == 0: break;
                case "Transformer":
                    throw place.Fault($"expected the encoder in the folder itself, found it in {path}",
                        $"Copy the files of {path} beside modules.json and let the path be empty");
                case "Pooling" when !pooled && dense.Count == 0: pooled = true; break;
                // Off outside of training.
                case "Dropout": break;
                case "Dense" when !normalizes: dense.Add(Layer(Path.Combine(folder, path))); break;
                case "Normalize": normalizes = true; break;
                default:
                    throw place.Fault(
                    $"and {kind} is not known there; expected Transformer, Pooling, Dense and Normalize in this order",
                        "Choose another encoder");
            }
        }
        if (dense.Zip(dense.Skip(1)).FirstOrDefault(d => d.First.Outputs != d.Second.Inputs) is { First: { } before } wrong)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{folder}: a Dense layer gives {before.Outputs} numbers, and the next takes {wrong.Second.Inputs}. Copy the "
                        + $"folder again."));
        }
        var (prompts, chosen) = Prompts(folder);
        return new SentenceModules { Dense = dense, Normalizes = normalizes, Prompts = prompts, DefaultPrompt = chosen };
    }

    private static IEnumerable<(string Kind, string Path, JsonPlace Place)> Modules(string folder)
    {
        var file = Path.Combine(folder, "modules.json");
        if (!File.Exists(file)) { yield break; }
        foreach (var module in JsonPlace.ReadAny(file).Items())
        {
            var type = module.Need("type").Text();
            var path = module.Need("path").Text();
            if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains(".."))
            {
                throw module.Need("path").Fault("expected a folder inside the checkpoint's");
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
        var prompts = config.Find("prompts") is { } p
            ? p.Fields().Where(f => f.Value.Value.ValueKind != System.Text.Json.JsonValueKind.Null)
                .ToDictionary(f => f.Name, f => f.Value.Text(), StringComparer.Ordinal)
            : [];
        var chosen = config.Find("default_prompt_name");
        return chosen is not { } name ? (prompts, null) : prompts.ContainsKey(name.Text()) ? (prompts, name.Text())
            : throw name.Fault($"expected one of the prompts: {string.Join(", ", prompts.Keys)}");
    }
}
