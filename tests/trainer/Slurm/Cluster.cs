using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace DmlStudio.Tests.Trainer.Slurm;

/// <summary>A Slurm of one node on this machine, in a folder of its own: munged, slurmctld and slurmd as Debian packs them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Cluster : IDisposable
{
    private const string Pending = "squeue --noheader --array --states=PENDING --format=%i";

    private readonly string _folder;

    private Cluster(string folder) => _folder = folder;

    /// <summary>Why there is none here, or null.</summary>
    public static string? Missing =>
        new[] { "munged", "slurmctld", "slurmd", "sbatch", "scontrol" }.FirstOrDefault(p => !IsHere(p)) is { } one
        ? $"{one} is not here (Debian: slurm-wlm and munge)."
        : Environment.IsPrivilegedProcess ? null : "slurmd starts as root alone.";

    /// <summary>Variables with which the programs of Slurm find it.</summary>
    public Dictionary<string, string> Variables => new() { ["SLURM_CONF"] = Path.Combine(_folder, "slurm.conf") };

    /// <summary>Starts one, and waits until its node is idle.</summary>
    /// <param name="folder">An empty folder.</param>
    public static Cluster Start(string folder)
    {
        var cluster = new Cluster(folder);
        foreach (var name in new[] { "state", "spool", "munge" }) { Directory.CreateDirectory(Path.Combine(folder, name)); }
        var munge = Path.Combine(folder, "munge");
        File.SetUnixFileMode(munge, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(Path.Combine(munge, "key"), RandomNumberGenerator.GetBytes(128));
        File.SetUnixFileMode(Path.Combine(munge, "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        cluster.Shell($"munged --force --key-file={munge}/key --socket={munge}/socket --pid-file={munge}/pid --log-file={munge}/log "
            + $"--seed-file={munge}/seed");
        File.WriteAllText(Path.Combine(folder, "slurm.conf"), Configuration(folder));
        cluster.Shell($"slurmctld -f {folder}/slurm.conf");
        cluster.StartNode();
        cluster.Await("sinfo --noheader --format=%T", "idle");
        return cluster;
    }

    /// <summary>Starts the node's daemon.</summary>
    public void StartNode() => Shell($"slurmd -f {_folder}/slurm.conf");

    /// <summary>The node's daemon and every process of its tasks end at once, as when its power fails.</summary>
    public void LoseNode()
    {
        Shell($"kill -9 $(cat {_folder}/slurmd.pid)");
        // Who watches over a task goes first: it would tell the controller that the task failed.
        foreach (var id in Processes()) { Shell(FormattableString.Invariant($"kill -9 {id} 2>/dev/null || true")); }
    }

    /// <summary>The node comes back without its tasks. The controller asks it, misses them, and gives them back to the queue; of a task
    /// that has just begun it waits a little.</summary>
    public void ResumeNode()
    {
        StartNode();
        Await("scontrol reconfigure; sleep 1; squeue --noheader --array --states=PENDING --format=%T", "PENDING");
    }

    /// <summary>Lets tasks that were given back to the queue start now; Slurm holds them for two minutes.</summary>
    /// <remarks>Not at once: a node refuses a task whose permission to start is of the second in which its former start was withdrawn, and
    /// the task has failed then. The hold is there for that.</remarks>
    public void Hurry() => Shell($"{Pending} > {_folder}/pending; sleep 2; for j in $({Pending} | grep -Fx -f {_folder}/pending); do "
        + "scontrol update jobid=$j starttime=now; done; true");

    /// <summary>Runs a line of a shell and gives what it says.</summary>
    public string Shell(string line)
    {
        // Daemons keep what they inherit open: their words go to a file.
        var output = Path.Combine(_folder, "shell");
        var start = new ProcessStartInfo("bash", ["-c", $"{{ {line} ; }} > {output} 2>&1"]);
        foreach (var (name, value) in Variables) { start.Environment[name] = value; }
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var said = File.ReadAllText(output);
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{line}: {said}");
    }

    /// <summary>Waits until a line of a shell says a word.</summary>
    public void Await(string line, string word)
    {
        var clock = Stopwatch.StartNew();
        while (!Shell(line).Contains(word, StringComparison.OrdinalIgnoreCase))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{line} never said {word}.");
            Shell("sleep 0.2");
        }
    }

    public void Dispose()
    {
        foreach (var pid in new[] { "slurmd.pid", "slurmctld.pid", "munge/pid" })
        {
            // Until it is gone it writes into the folder.
            Shell($"p=$(cat {_folder}/{pid} 2>/dev/null) && kill $p && for i in $(seq 100); do kill -0 $p || break; sleep 0.1; done; true");
        }
    }

    // The daemons that watch over a task, then the scripts and all that they started.
    private IReadOnlyList<int> Processes()
    {
        var (scripts, parents) = (new List<int>(), new Dictionary<int, int>());
        foreach (var place in Directory.GetDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit)))
        {
            try
            {
                var id = int.Parse(Path.GetFileName(place), CultureInfo.InvariantCulture);
                // "pid (name) state parent …"
                parents[id] = int.Parse(File.ReadAllText(Path.Combine(place, "stat")).Split(") ")[^1].Split(' ')[1],
                    CultureInfo.InvariantCulture);
                // A script lies where the node's daemon put it.
                var line = File.ReadAllText(Path.Combine(place, "cmdline"));
                if (line.Contains(_folder + "/spool/", StringComparison.Ordinal)) { scripts.Add(id); }
            }
            // It ended between the look at the folder and at the process.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
        int[] watchers = [.. scripts.Select(s => parents[s]).Where(w => !scripts.Contains(w)).Distinct()];
        return [.. watchers, .. parents.Keys.Where(IsOfScript)];

        bool IsOfScript(int id) => scripts.Contains(id) || (parents.TryGetValue(id, out var parent) && IsOfScript(parent));
    }

    private static bool IsHere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Any(f => File.Exists(Path.Combine(f, program)));

    private static string Configuration(string folder)
    {
        var host = Dns.GetHostName().Split('.')[0];
        return $"""
            ClusterName=one
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            AuthType=auth/munge
            AuthInfo=socket={folder}/munge/socket
            SlurmUser=root
            SlurmdUser=root
            StateSaveLocation={folder}/state
            SlurmdSpoolDir={folder}/spool
            SlurmctldPidFile={folder}/slurmctld.pid
            SlurmdPidFile={folder}/slurmd.pid
            SlurmctldLogFile={folder}/slurmctld.log
            SlurmdLogFile={folder}/slurmd.log
            SlurmdParameters=config_overrides
            BatchStartTimeout=1
            SchedulerParameters=sched_interval=2,bf_interval=5
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            MpiDefault=none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            ReturnToService=2
            KillWait=5
            MinJobAge=20
            MaxArraySize=3
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP

            """;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
