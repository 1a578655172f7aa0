namespace DmlStudio.Trainer.Encoders;

/// <summary>A file of named tensors. Every offset is checked before it is read.</summary>
internal interface IWeightFile : IDisposable
{
    /// <summary>Names of the tensors, in file order.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Shape of a tensor.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    IReadOnlyList<long> Shape(string name);

    /// <summary>The values of a tensor, row by row, widened to float32.</summary>
    /// <param name="name">A name of <see cref="Names"/>.</param>
    /// <exception cref="InvalidDataException">The type is not F32, F16 or BF16, or a value is not finite.</exception>
    float[] Read(string name);
}
