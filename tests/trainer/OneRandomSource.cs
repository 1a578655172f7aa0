namespace DmlStudio.Tests.Trainer;

/// <summary>Tests that compare bits of trainings with dropout: the native library has one random source, so nothing else may draw from it
/// meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneRandomSource
{
    public const string Name = "torch's random source";
}
