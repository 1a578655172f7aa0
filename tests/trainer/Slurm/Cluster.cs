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
    private readonly string _folder;

    private Cluster(string folder) => _folder = folder;

    /// <summary>Why there is none here, or null.</summary>
    public static string? Missing => new[] { "munged", "slurmctld", "slurmd", "sbatch", "scontrol" }.FirstOrDefault(p => !IsHere(p)) is { } one
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

    /// <summary>The node's daemon and every process of its tasks end at once, as when its power fails; the controller is told, and gives the
    /// tasks back to the queue.</summary>
    public void LoseNode()
    {
        Shell($"kill -9 $(cat {_folder}/slurmd.pid)");
        foreach (var id in Tasks())
        {
            try { Process.GetProcessById(id).Kill(); }
            // It ended between the look and the kill.
            catch (ArgumentException) { }
        }
        Shell("scontrol update nodename=$(hostname -s) state=down reason=test");
    }

    /// <summary>The node is given work again.</summary>
    public void ResumeNode()
    {
        StartNode();
        Shell("scontrol update nodename=$(hostname -s) state=resume 2>/dev/null || true");
    }

    /// <summary>Lets tasks that were given back to the queue start now; Slurm holds them for two minutes.</summary>
    public void Hurry() => Shell("for j in $(squeue --noheader --array --states=PENDING --format=%i); do "
        + "scontrol update jobid=$j starttime=now; done; sleep 0.5; true");

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
            Shell($"p=$(cat {_folder}/{pid} 2>/dev/null) && kill $p 2>/dev/null && while kill -0 $p 2>/dev/null; do sleep 0.1; done; true");
        }
    }

    // Steps of this cluster and what they started: nobody else has both its configuration and a job.
    private IEnumerable<int> Tasks()
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            string environment, name;
            try
            {
                environment = File.ReadAllText(Path.Combine(process, "environ"));
                name = File.ReadAllText(Path.Combine(process, "comm"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { continue; }
            if (environment.Contains($"SLURM_CONF={_folder}/slurm.conf", StringComparison.Ordinal)
                && (name.StartsWith("slurmstepd", StringComparison.Ordinal)
                    || environment.Contains("SLURM_JOB_ID=", StringComparison.Ordinal)))
            {
                yield return int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture);
            }
        }
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
