using DmlStudio.Settings;

namespace DmlStudio.Trainer.Slurm;

/// <summary>What the tasks of an array ask of Slurm: the section <c>slurm</c> of an experiment file, and the flags
/// <c>--slurm-…</c>.</summary>
/// <remarks>Names are those of Hydra's submitit launcher where it has them, with a hyphen for its underscore.</remarks>
internal sealed record SlurmSettings
{
    private const string Launcher = "hydra-submitit-launcher";

    [Setting("Partition that the tasks wait in; empty for the cluster's own", Source = Launcher)]
    public string Partition { get; init; } = "";

    [Setting("Time limit of a task, which is filled with cells; more gives fewer and longer tasks", Unit = "minutes", Min = 5,
        Max = 1_000_000, Source = Launcher)]
    public int TimeoutMin { get; init; } = 60;

    [Setting("Processors of a task; small cells are made as many at a time", Min = 1, Max = 4096, Source = Launcher)]
    public int CpusPerTask { get; init; } = 1;

    [Setting("Memory of a task; 0 leaves the cluster's own", Unit = "GB", Min = 0, Max = 100_000, Source = Launcher)]
    public int MemGb { get; init; }

    [Setting("Generic resources, such as gpu:a100:1; empty for none", Source = Launcher)]
    public string Gres { get; init; } = "";

    [Setting("GPUs of a task, each with one cell at a time; 0 for none, or for what gres says", Min = 0, Max = 64, Source = Launcher)]
    public int GpusPerNode { get; init; }

    [Setting("Account that is charged; empty for the user's own", Source = Launcher)]
    public string Account { get; init; } = "";

    [Setting("Quality of service; empty for the cluster's own", Source = Launcher)]
    public string Qos { get; init; } = "";

    [Setting("Features that a node must have; empty for any", Source = Launcher)]
    public string Constraint { get; init; } = "";

    [Setting("Nodes that are not used; empty for none", Source = Launcher)]
    public string Exclude { get; init; } = "";

    [Setting("Tasks that run at a time (%m of the array); 0 leaves it to the cluster", Min = 0, Max = 1_000_000, Source = Launcher)]
    public int ArrayParallelism { get; init; }

    [Setting("How long before its time limit a task is told to stop", Unit = "seconds", Min = 30, Max = 3600, Source = Launcher)]
    public int SignalDelayS { get; init; } = 120;

    [Setting("How often a task that was stopped by its time limit is put back into the queue", Min = 0, Max = 1000, Source = Launcher)]
    public int MaxNumTimeout { get; init; } = 3;

    [Setting("Shell lines before the trainer, such as module load dotnet; several on lines of their own", Source = Launcher)]
    public string Setup { get; init; } = "";

    [Setting("Further #SBATCH lines, key=value or key, apart by semicolons or on lines of their own", Source = Launcher)]
    public string AdditionalParameters { get; init; } = "";

    [Setting("Command that starts the trainer in a container, such as apptainer exec --nv dmlstudio.sif; empty for none")]
    public string Container { get; init; } = "";

    [Setting("Whether each task writes a runs folder of its own, merged at the end, for disks that two nodes should not write together")]
    public bool OwnFolders { get; init; }

    [Setting("Time of a mean cell where the tasks run; 0 measures it here, which is wrong where only the nodes have a GPU",
        Unit = "seconds", Min = 0, Max = 1_000_000)]
    public double CellSeconds { get; init; }

    [Setting("How often the queue is asked", Unit = "seconds", Min = 1, Max = 3600)]
    public int PollS { get; init; } = 10;
}
