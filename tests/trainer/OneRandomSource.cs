namespace DmlStudio.Tests.Trainer;

/// <summary>Tests that rest on what the whole process shares: the native library has one random source and one number of threads, so
/// nothing else may draw or compute meanwhile. A run's own dropout draws from a source of its own and needs none of this.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneRandomSource
{
    public const string Name = "torch's random source";
}
