using System.Text.Json;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Inputs of a reference case as tensors in double; whole numbers for labels and masks.</summary>
internal sealed class ReferenceInputs(JsonElement element)
{
    private static readonly string[] Whole = ["labels", "pairLabels", "mask"];

    private readonly Dictionary<string, Tensor> _tensors = [];

    public bool Has(string name) => element.TryGetProperty(name, out _);

    public Tensor this[string name] => _tensors.TryGetValue(name, out var t) ? t : _tensors[name] = Read(name);

    public static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];

    private Tensor Read(string name)
    {
        var e = element.GetProperty(name);
        var shape = new List<long>();
        for (var at = e; at.ValueKind == JsonValueKind.Array; at = at[0])
        {
            shape.Add(at.GetArrayLength());
            if (shape[^1] == 0) { break; }
        }
        // An empty matrix is written as [].
        if (shape is [0] && name is "embeddings" or "logits" && shape.Count == 1)
        {
            shape.Add(element.TryGetProperty("embeddingSize", out var size) ? size.GetInt64() : 2);
        }
        var numbers = Numbers(e);
        return Whole.Contains(name) ? tensor(numbers.Select(n => (long)n).ToArray()).view([.. shape])
            : tensor(numbers, ScalarType.Float64).view([.. shape]).requires_grad_();
    }
}
