using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>A twin, and the program's own network on the same checkpoint, read from files.</summary>
internal sealed class OpenTwin : IDisposable
{
    public OpenTwin(string kind, string folder)
    {
        Twin = Twins.Of(kind);
        Twin.Checkpoint.Write(folder);
        Checkpoint = EncoderCheckpoint.Read(folder);
        Weights = new FlatParameters(EncoderNetwork.Specs(Checkpoint, Checkpoint.Weight(EncoderShapes.Words), false), CPU);
        Network = new EncoderNetwork(Config, Weights, Precision.Fp32);
    }

    public Twin Twin { get; }

    public EncoderCheckpoint Checkpoint { get; }

    public FlatParameters Weights { get; }

    public EncoderNetwork Network { get; }

    public EncoderConfig Config => Checkpoint.Config;

    /// <summary>Drawn ids, none of them padding, and types of a pair where there are several.</summary>
    public (int[] Ids, int[] Types) Text(int length, int seed)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, length).Select(_ => 5 + random.Next(Config.Vocabulary - 5)).ToArray();
        return (ids, [.. ids.Select((_, t) => Config.TokenTypes > 1 && t > length / 2 ? 1 : 0)]);
    }

    public static Tensor Rows(int[] ids) => tensor(Array.ConvertAll(ids, i => (long)i)).view(1, -1);

    public Tensor? Types(int[] types) => Config.TokenTypes > 1 ? Rows(types) : null;

    /// <summary>Texts padded on the right.</summary>
    public (Tensor Ids, Tensor? Mask, Tensor? Types) Batch(IReadOnlyList<(int[] Ids, int[] Types)> texts, int length, int? padRow = null)
    {
        Tensor Padded(Func<int, int, int> value) =>
            tensor(texts.SelectMany((_, i) => Enumerable.Range(0, length).Select(t => (long)value(i, t))).ToArray())
                .view(texts.Count, length);
        return (Padded((i, t) => t < texts[i].Ids.Length ? texts[i].Ids[t] : padRow ?? Config.PadId),
            Padded((i, t) => t < texts[i].Ids.Length ? 1 : 0),
            Config.TokenTypes > 1 ? Padded((i, t) => t < texts[i].Ids.Length ? texts[i].Types[t] : 0) : null);
    }

    public void Dispose() => Weights.Dispose();
}
