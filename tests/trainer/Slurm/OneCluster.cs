using System.Runtime.Versioning;

namespace DmlStudio.Tests.Trainer.Slurm;

/// <summary>The cluster of a class of tests, where there can be one.</summary>
[SupportedOSPlatform("linux")]
public sealed class OneCluster : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    public OneCluster()
    {
        if (Cluster.Missing is null) { Cluster = Cluster.Start(_folder); }
    }

    /// <summary>It, or null.</summary>
    internal Cluster? Cluster { get; }

    public void Dispose()
    {
        Cluster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
