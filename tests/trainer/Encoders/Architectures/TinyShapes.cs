namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>Tensors of tiny checkpoints, written down shortly.</summary>
internal static class TinyShapes
{
    /// <summary>A weight and a bias each; input 0 is a normalisation.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Pairs(string at, params (string Name, int Output, int Input)[] parts) =>
        parts.SelectMany(p => new (string, long[])[] { ($"{at}{p.Name}.weight", p.Input == 0 ? [p.Output] : [p.Output, p.Input]),
            ($"{at}{p.Name}.bias", [p.Output]) });

    /// <summary>A table of vectors.</summary>
    public static (string Name, long[] Shape) Table(string name, int rows, int columns) => (name, [rows, columns]);
}
