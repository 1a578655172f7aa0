using System.Globalization;

namespace DmlStudio.Trainer.Slurm;

/// <summary>What lies beside the runs for an experiment on Slurm: the script, the cells of each task, the jobs, the logs.</summary>
/// <param name="root">The folder, <c>slurm/NAME</c> in the folder of runs.</param>
internal sealed class JobFolder(string root)
{
    /// <summary>The folder of an experiment.</summary>
    /// <param name="runs">Folder of runs.</param>
    /// <param name="name">Name of the experiment.</param>
    public static JobFolder Of(string runs, string name) => new(Path.Combine(Path.GetFullPath(runs), "slurm",
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || "._-".Contains(c) ? c : '_')).TrimStart('.') is { Length: > 0 } plain
            ? plain : "experiment"));

    /// <summary>Its path.</summary>
    public string Root { get; } = root;

    /// <summary>The script.</summary>
    public string Script => Path.Combine(Root, "job.sh");

    private string TasksFile => Path.Combine(Root, "tasks");

    private string JobsFile => Path.Combine(Root, "jobs");

    /// <summary>Writes what the tasks read; jobs of an earlier submission are forgotten, their logs stay.</summary>
    /// <param name="script">The script.</param>
    /// <param name="tasks">Ids of the cells of each task.</param>
    public void Write(string script, IEnumerable<IEnumerable<string>> tasks)
    {
        Directory.CreateDirectory(Path.Combine(Root, "logs"));
        File.Delete(JobsFile);
        File.WriteAllText(Script, script);
        File.WriteAllText(TasksFile, Lines(tasks));
    }

    /// <summary>The file of tasks: a line each with the ids of its cells.</summary>
    /// <param name="tasks">Ids of the cells of each task.</param>
    public static string Lines(IEnumerable<IEnumerable<string>> tasks) => string.Concat(tasks.Select(t => string.Join(' ', t) + "\n"));

    /// <summary>Notes a job as soon as it is submitted.</summary>
    /// <param name="job">Its id.</param>
    /// <param name="before">Tasks before its first.</param>
    public void Add(string job, int before) => File.AppendAllText(JobsFile, FormattableString.Invariant($"{job} {before}\n"));

    /// <summary>Jobs of the last submission, with the tasks before the first of each; empty when nothing was submitted.</summary>
    public IReadOnlyList<(string Job, int Before)> Jobs() => !File.Exists(JobsFile) ? []
        : [.. File.ReadLines(JobsFile).Select(l => l.Split(' ')).Where(p => p.Length == 2)
            .Select(p => (p[0], int.Parse(p[1], CultureInfo.InvariantCulture)))];

    /// <summary>Ids of the cells of each task.</summary>
    public IReadOnlyList<string[]> Tasks() => File.Exists(TasksFile) ? [.. File.ReadLines(TasksFile).Select(l => l.Split(' '))] : [];

    /// <summary>Runs folder of a task that writes apart.</summary>
    /// <param name="task">Number of the task, from 1.</param>
    public string Runs(int task) => Path.Combine(Root, FormattableString.Invariant($"runs-{task}"));

    /// <summary>Runs folders of tasks that wrote apart.</summary>
    public IReadOnlyList<string> Apart() =>
        Directory.Exists(Root) ? [.. Directory.GetDirectories(Root, "runs-*").Order(StringComparer.Ordinal)] : [];

    /// <summary>Log of a task.</summary>
    /// <param name="job">Its job.</param>
    /// <param name="index">Its index in the job, from 1.</param>
    public string Log(string job, int index) => Path.Combine(Root, "logs", FormattableString.Invariant($"{job}_{index}.log"));

    /// <summary>The cells of one task, as <c>FILE:LINE</c> names it.</summary>
    /// <param name="place">File and line, from 1.</param>
    /// <exception cref="InvalidDataException">No such line.</exception>
    public static IReadOnlySet<string> Cells(string place)
    {
        var colon = place.LastIndexOf(':');
        return colon > 0 && int.TryParse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0
            && File.Exists(place[..colon]) && File.ReadLines(place[..colon]).ElementAtOrDefault(line - 1) is { Length: > 0 } ids
                ? ids.Split(' ').ToHashSet(StringComparer.Ordinal)
                : throw new InvalidDataException($"--cells is \"{place}\"; expected FILE:LINE, a file of tasks and a line of it, from 1.");
    }
}
