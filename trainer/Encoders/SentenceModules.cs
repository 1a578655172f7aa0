using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What a sentence-transformers folder puts behind the pooling, and before the texts.</summary>
internal sealed class SentenceModules
{
    public static SentenceModules None { get; } = new();

    /// <summary>Linear layers, in order.</summary>
    public IReadOnlyList<DenseLayer> Dense { get; init; } = [];

    /// <summary>Whether vectors are brought to length one at the end.</summary>
    public bool Normalizes { get; init; }

    /// <summary>Texts to put before a text, by name.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the prompt that stands before every text unless told otherwise, or null.</summary>
    public string? DefaultPrompt { get; init; }

    /// <summary>Tokens of a text that it reads at most by its own settings, or null where they say nothing.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether texts are put in lower case before the tokenizer reads them.</summary>
    public bool Lowers { get; init; }

    /// <summary>Size of a vector behind the layers.</summary>
    /// <param name="pooled">Size of a pooled vector.</param>
    public int Size(int pooled) => Dense.Count > 0 ? Dense[^1].Outputs : pooled;

    /// <summary>Names what changes a vector; empty where nothing does.</summary>
    public string Identity =>
        (Dense.Count > 0 ? FormattableString.Invariant($" dense {Dense[^1].Outputs} {Checksum[..8]}") : "")
            + (Normalizes ? " normalized" : "");

    /// <summary>SHA-256 over the linear layers, hex.</summary>
    public string Checksum
    {
        get
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var layer in Dense)
            {
                sha.AppendData(Encoding.UTF8.GetBytes(layer.Activation));
                sha.AppendData(MemoryMarshal.AsBytes(layer.Weight.AsSpan()));
                sha.AppendData(MemoryMarshal.AsBytes((layer.Bias ?? []).AsSpan()));
            }
            return Convert.ToHexStringLower(sha.GetHashAndReset());
        }
    }

    /// <summary>Checks that the first layer takes what the pooling gives.</summary>
    /// <param name="pooled">Size of a pooled vector.</param>
    /// <param name="encoder">Named in the message.</param>
    /// <exception cref="InvalidDataException">It takes another size.</exception>
    public void Require(int pooled, string encoder)
    {
        if (Dense.Count > 0 && Dense[0].Inputs != pooled)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{encoder}: the Dense layer takes {Dense[0].Inputs} numbers, and the pooling gives {pooled}; expected as many. "
                        + $"Choose the checkpoint's own pooling (auto)."));
        }
    }

    /// <summary>The layers' tensors for a buffer.</summary>
    /// <param name="decayEverything">Whether biases decay too.</param>
    public IEnumerable<ParameterSpec> Specs(bool decayEverything) => Dense.SelectMany((d, i) => new[]
    {
        new ParameterSpec(Name(i, "weight"), [d.Outputs, d.Inputs], d.Weight, true),
        d.Bias is null ? null : new ParameterSpec(Name(i, "bias"), [d.Outputs], d.Bias, decayEverything),
    }).OfType<ParameterSpec>();

    /// <summary>The layers on pooled vectors.</summary>
    /// <param name="pooled">[B, D].</param>
    /// <param name="weights">The buffer with their tensors.</param>
    /// <returns>[B, D'].</returns>
    public Tensor Apply(Tensor pooled, FlatParameters weights)
    {
        for (var i = 0; i < Dense.Count; i++)
        {
            pooled = F.linear(pooled, weights[Name(i, "weight")], Dense[i].Bias is null ? null : weights[Name(i, "bias")]);
            pooled = Dense[i].Activation switch
            {
                "tanh" => pooled.tanh(),
                "relu" => F.relu(pooled),
                "gelu" => F.gelu(pooled),
                _ => pooled
            };
        }
        return Normalizes ? F.normalize(pooled, 2, 1) : pooled;
    }

    /// <summary>The modules with another end.</summary>
    /// <param name="dense">Whether the linear layers stay.</param>
    /// <param name="normalize">Whether vectors are brought to length one.</param>
    public SentenceModules With(bool dense, bool normalize) =>
        new()
        {
            Dense = dense ? Dense : [],
            Normalizes = normalize,
            Prompts = Prompts,
            DefaultPrompt = DefaultPrompt,
            MaxTokens = MaxTokens,
            Lowers = Lowers,
        };

    /// <summary>The prompt that a setting means: <c>auto</c>, the checkpoint's own; <c>none</c>; the name of one of its
    /// prompts; or the text itself.</summary>
    /// <returns>The text, empty for none.</returns>
    public string Prompt(string setting) => setting switch
    {
        "auto" => DefaultPrompt is null ? "" : Prompts[DefaultPrompt],
        "none" => "",
        _ => Prompts.GetValueOrDefault(setting) ?? setting,
    };

    private static string Name(int layer, string part) => FormattableString.Invariant($"sentence.dense.{layer}.{part}");
}
