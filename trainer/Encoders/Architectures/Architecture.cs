using DmlStudio.Settings;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>One kind of encoder: what its config.json says, what its weights are called, and its layers. A new kind is a class of this
/// and a line in <see cref="ArchitectureTable"/>.</summary>
internal abstract class Architecture
{
    private static readonly string[] CommonHeads = ["pooler.", "lm_head.", "cls.", "classifier.", "qa_outputs."];

    /// <summary>Its name for people.</summary>
    public abstract string Title { get; }

    /// <summary>Values of config.json's <c>model_type</c> that mean it.</summary>
    public abstract IReadOnlyList<string> ModelTypes { get; }

    /// <summary>Activations of the feed-forward layer that it may name; those that <see cref="EncoderStack"/> knows.</summary>
    public virtual IReadOnlyList<string> Activations => ["gelu", "gelu_new"];

    /// <summary>Values of config.json's <c>position_embedding_type</c> that mean what it does.</summary>
    public virtual IReadOnlyList<string> PositionTypes => ["absolute"];

    /// <summary>What the names of its weights may begin with.</summary>
    protected virtual IReadOnlyList<string> Prefixes => [];

    /// <summary>First parts of the names of heads that it is published with.</summary>
    protected virtual IReadOnlyList<string> Heads => [];

    /// <summary>Reads config.json.</summary>
    /// <param name="fields">The file.</param>
    /// <param name="type">One of <see cref="ModelTypes"/>.</param>
    /// <exception cref="InvalidDataException">A field is missing, or says what is not honoured.</exception>
    public abstract EncoderConfig Read(ConfigFields fields, string type);

    /// <summary>Shape of each weight by canonical name, in the order of the file formats.</summary>
    /// <param name="config">The encoder.</param>
    public abstract IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config);

    /// <summary>The layers over a buffer of weights.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="weights">The buffer.</param>
    /// <param name="precision">Format of the matrix products.</param>
    public abstract EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision);

    /// <summary>What the names of a layer's weights begin with; layers that share weights have one.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="layer">Number of the layer, from 0.</param>
    public virtual string LayerPrefix(EncoderConfig config, int layer) => FormattableString.Invariant($"encoder.layer.{layer}.");

    /// <summary>A name without prefix, in canonical spelling, with today's names for LayerNorm's gamma and beta.</summary>
    /// <param name="name">Name in the file.</param>
    public string Canonical(string name)
    {
        var prefix = Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal));
        var bare = Renamed(prefix is null ? name : name[prefix.Length..]);
        return bare.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? bare[..^5] + "weight"
            : bare.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? bare[..^4] + "bias"
            : bare;
    }

    /// <summary>True for weights that belong to a head, or to buffers that hold no knowledge.</summary>
    /// <param name="name">Canonical name.</param>
    public virtual bool Ignored(string name)
    {
        return CommonHeads.Concat(Heads).Any(h => name.StartsWith(h, StringComparison.Ordinal))
            || name.EndsWith("position_ids", StringComparison.Ordinal)
            || name == "embeddings.token_type_ids";
    }

    /// <summary>True for tensors that lie beside its encoder in published files and change none of its states.</summary>
    /// <param name="name">Canonical name that none of <see cref="Shapes"/> is.</param>
    public virtual bool Spare(string name) => name.EndsWith(".inv_freq", StringComparison.Ordinal);

    /// <summary>The kind that a weight's name tells, where it is another than config.json's and gives other states; else null.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="type">One of <see cref="ModelTypes"/>, as config.json says.</param>
    public virtual string? Foreign(string name, string type) => null;

    /// <summary>The canonical spelling of a name without its prefix.</summary>
    /// <param name="name">Name in the file, without prefix.</param>
    protected virtual string Renamed(string name) => name;

    /// <summary>A name with some parts called otherwise.</summary>
    /// <param name="parts">Part as the file has it, and as it is called here; the first that is found counts.</param>
    protected static string Renamed(string name, IReadOnlyList<(string From, string To)> parts)
    {
        var part = parts.FirstOrDefault(p => name.Contains(p.From, StringComparison.Ordinal));
        return part.From is null ? name : name.Replace(part.From, part.To, StringComparison.Ordinal);
    }
}
