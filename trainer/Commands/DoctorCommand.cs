using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer doctor</c>: what this machine offers, and what is wrong with it.</summary>
internal static class DoctorCommand
{
    private const double LeastDiskGigabytes = 1;

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("doctor", "Says what this machine offers to the trainer, and what is wrong, in words.");
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        var deep = new Option<bool>("--deep") { Description = "Compares every part of every run, bit by bit, with what was published" };
        command.Add(deep);
        command.SetAction(parsed =>
        {
            var reporter = new Reporter(parsed.GetValue(common.Json));
            List<string> wrong = [], warnings = [];
            void Say(string name, string value) => reporter.Tell("fact", $"{name,-24}{value}", ("name", name), ("value", value));
            Say("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}");
            Say("runtime", RuntimeInformation.FrameworkDescription);
            foreach (var package in new[] { "TorchSharp", "Microsoft.ML.Tokenizers", "Microsoft.ML.Core", "LiteDB" })
            {
                var version = Assembly.Load(package).GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                    ?? "?";
                Say(package, version.Split('+')[0]);
            }
            try { Torch(where.Of(parsed), Say, wrong, warnings); }
            catch (Exception e) when (TorchLibraries.Fault(e) is not null) { wrong.Add(TorchLibraries.Fault(e)!); }
            CheckStore(common.Out(parsed), parsed.GetValue(deep), Say, wrong);
            try
            {
                var named = EncoderFolders.Default();
                if (EncoderFolders.Present(named) is not { } folder) { Say("encoder", $"{named}, not there yet"); }
                else
                {
                    var encoder = EncoderCheckpoint.Read(folder);
                    CheckpointTokenizer.Open(encoder);
                    Say("encoder", $"{folder}, {encoder.Config.ModelType}, sha256 {encoder.Checksum[..12]}…");
                    if (encoder.Unexpected.Count > 0) { Say("left out of it", string.Join(", ", encoder.Unexpected)); }
                }
            }
            catch (Exception e) when (e is InvalidDataException or IOException) { wrong.Add(e.Message); }

            foreach (var shipped in EncoderFolders.Shipped())
            {
                var fault = EncoderFolders.Fault(shipped);
                Say("encoder " + Path.GetFileName(shipped),
                    $"comes with the program, {(fault is null ? "checksum agrees" : "checksum differs")}");
                if (fault is not null) { wrong.Add(fault); }
            }

            foreach (var line in warnings) { reporter.Tell("warning", "warning: " + line, ("message", line)); }
            foreach (var line in wrong) { reporter.Tell("wrong", "wrong: " + line, ("message", line)); }
            reporter.Tell("verdict", wrong.Count == 0
                ? "Nothing is wrong."
                : FormattableString.Invariant($"{wrong.Count} to repair."), ("wrong", wrong.Count));
            return wrong.Count == 0 ? ExitCodes.Done : ExitCodes.WrongInput;
        });
        return command;
    }

    private static void Torch(Device device, Action<string, string> say, List<string> wrong, List<string> warnings)
    {
        static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
        say("torch", $"{TorchRuntime.Text}, in {TorchLibraries.Folder}; TorchSharp was made for {TorchLibraries.Version}"
            + (TorchRuntime.IsExpected ? "" : ", and its calls were tried with that version alone"));
        var driver = CudaDriver.Ask();
        for (var i = 0; i < (driver?.Gpus.Count ?? 0); i++)
        {
            say(FormattableString.Invariant($"GPU {i}"), FormattableString.Invariant(
                $"{driver!.Gpus[i].Name}, {driver.Gpus[i].Memory / 1e9:0.0} GB, CUDA {driver.Cuda}")
                    + $"{(driver.Release.Length == 0 ? "" : $", driver {driver.Release}")}");
        }
        say("device", device.type == TorchSharp.DeviceType.CUDA
            ? FormattableString.Invariant($"cuda:{device.index} of {DeviceChoice.Count}")
            : $"cpu ({WhyNoGpu(driver)})");
        say("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        say("threads", get_num_threads().ToString(CultureInfo.InvariantCulture));
        if (get_num_threads() > Environment.ProcessorCount)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture,
                $"Products use {get_num_threads()} threads on {Environment.ProcessorCount} cores and wait for each other. Set "
                    + $"OMP_NUM_THREADS to {Environment.ProcessorCount} or less."));
        }
        say("instructions", Instructions());
        var probe = PrecisionProbe.Measure(device);
        say("precision", $"{probe.Faster.Word()} for a new experiment, measured: fp32 {Number(probe.Fp32GigaFlops)} and bf16 "
            + $"{Number(probe.Bf16GigaFlops)} GFLOP/s on one thread");
        // Nothing is wrong with a machine that is at work: a script that asks before it trains goes on.
        if (probe.Fp32GigaFlops < 10)
        {
            warnings.Add($"Matrix products reach {Number(probe.Fp32GigaFlops)} GFLOP/s; expected at least 10 on one thread. Something "
                + "else uses the processor, or it is emulated.");
        }
    }

    private static string WhyNoGpu(CudaDriver? driver) => DeviceChoice.Count > 0 ? "chosen"
        : driver is { Gpus.Count: > 0 } ? "a GPU is here, and this build's libtorch cannot use it: build with -p:Torch=cuda, or with "
            + $"-p:Torch=none and {TorchLibraries.Variable}"
        : "no NVIDIA GPU is here, or its driver does not answer";

    private static void CheckStore(string path, bool deep, Action<string, string> say, List<string> wrong)
    {
        var folder = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, Path.GetRandomFileName());
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                // Runs are protected by locks, which some network file systems grant to everybody.
                if (LockedTwice(probe))
                {
                    wrong.Add($"Two programs can lock the same file in {folder}, so two trainers could write one run. Name a folder "
                        + "on a local disk with --out.");
                }
            }
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            wrong.Add($"The runs folder {folder} cannot be written: {e.Message} Name another with --out.");
        }
        // What may not be written may be read all the same, and be damaged.
        if (Directory.Exists(folder)) { CheckRuns(folder, deep, say, wrong); }
    }

    private static void CheckRuns(string folder, bool deep, Action<string, string> say, List<string> wrong)
    {
        try
        {
            var store = RunStore.Open(folder);
            var check = store.Check(deep);
            say("store", string.Create(CultureInfo.InvariantCulture,
                $"{folder}, {store.Runs().Count} runs, {check.Files} files "
                    + $"{(deep ? "compared bit by bit" : "looked at; --deep compares every bit")}, {check.Damaged.Count} damaged"));
            if (check.Unsealed > 0)
            {
                say("unsealed", FormattableString.Invariant(
                    $"{check.Unsealed} files of an older version end with no checksum: a wrong bit in them cannot be told"));
            }
            if (store.Strangers() is { Count: > 0 } strangers)
            {
                say("not counted", $"{string.Join(", ", strangers.Take(5))}{(strangers.Count > 5 ? ", …" : "")}: copies or other "
                    + "folders among the runs");
            }
            foreach (var damaged in check.Damaged)
            {
                wrong.Add(damaged.Told + (damaged is { IsRun: true, Part: null, MayBeWhole: false }
                    ? $" \"trainer runs delete {damaged.Id}\" removes it." : ""));
            }
            var disk = new DriveInfo(folder);
            // A lock that this machine grants once may be granted by another one once more.
            say("file system", disk.DriveFormat + (disk.DriveType != DriveType.Network ? ""
                : ", a network's: whether a lock taken here holds on other machines cannot be told from one; give each a folder of "
                    + "its own, and merge them"));
            var free = disk.AvailableFreeSpace / 1e9;
            say("free disk", FormattableString.Invariant($"{free:0.0} GB"));
            if (free < LeastDiskGigabytes)
            {
                wrong.Add(FormattableString.Invariant(
                    $"{free:0.00} GB are free at {folder}; expected at least {LeastDiskGigabytes}. Name another folder with --out."));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreDataException)
        {
            wrong.Add($"The runs folder {folder} cannot be read: {e.Message} Name another with --out.");
        }
    }

    private static bool LockedTwice(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException) { return false; }
    }

    private static string Instructions()
    {
        (string Name, bool There)[] sets =
        [
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX-512F", Avx512F.IsSupported),
            ("AVX-512BW", Avx512BW.IsSupported),
            ("AVX10.1", Avx10v1.IsSupported),
            ("ARM64 AdvSimd", System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported),
        ];
        return sets.Any(s => s.There) ? string.Join(", ", sets.Where(s => s.There).Select(s => s.Name)) : "none beyond the baseline";
    }
}
