using System.Runtime.InteropServices;

namespace DmlStudio.Trainer.Devices;

/// <summary>The native libraries of libtorch: those beside the program, or an installed one that DMLSTUDIO_TORCH_LIB names.</summary>
internal static class TorchLibraries
{
    /// <summary>Environment variable that names the folder of an installed libtorch.</summary>
    public const string Variable = "DMLSTUDIO_TORCH_LIB";

    /// <summary>Version of libtorch that TorchSharp 0.107 was made for.</summary>
    public const string Version = "2.10";

    // In the order in which one needs the other; the last two are there in a CUDA build of libtorch only.
    private static readonly string[] Names = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>Folder of the libtorch in use.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : AppContext.BaseDirectory;

    /// <summary>Whether libtorch lies beside the program; false in a build with <c>-p:Torch=none</c>.</summary>
    public static bool Beside => File.Exists(Path.Combine(AppContext.BaseDirectory, FileOf("torch_cpu")));

    /// <summary>Loads an installed libtorch, when one is named, before TorchSharp looks for its own.</summary>
    /// <exception cref="InvalidDataException">It cannot be loaded, or this build has its own.</exception>
    public static void Load()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } named) { return; }
        if (Beside)
        {
            // Two copies in one process register everything twice and crash.
            throw new InvalidDataException(
                $"{Variable} names {named}, but this build has its own libtorch in {AppContext.BaseDirectory}. Build with "
                    + $"-p:Torch=none, or clear {Variable}.");
        }
        foreach (var name in Names)
        {
            var path = Path.Combine(Folder, FileOf(name));
            if (!File.Exists(path))
            {
                if (name.EndsWith("cuda", StringComparison.Ordinal)) { continue; }
                throw new InvalidDataException(
                    $"{Variable} names {named}, where {FileOf(name)} is missing; expected the lib folder of libtorch {Version} (its "
                        + "file build-version or version.py says which it is).");
            }
            try { NativeLibrary.Load(path); }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new InvalidDataException(
                    $"{path} cannot be loaded: {e.Message.ReplaceLineEndings(" ").Trim()} Expected libtorch {Version} for "
                        + $"{RuntimeInformation.RuntimeIdentifier}.", e);
            }
        }
    }

    /// <summary>What is wrong when TorchSharp could not load its libraries, in words; null for any other failure.</summary>
    /// <param name="failure">What was thrown.</param>
    public static string? Fault(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is DllNotFoundException or EntryPointNotFoundException or NotSupportedException
                && e.Message.Contains("libtorch", StringComparison.OrdinalIgnoreCase))
            {
                return Beside || Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
                    ? $"TorchSharp cannot use the libtorch in {Folder}: {e.Message.Split('\n')[0].Trim()} Expected version {Version}; "
                        + $"build again, or name another with {Variable}."
                    : $"This build has no libtorch of its own (-p:Torch=none). Name the lib folder of libtorch {Version} with {Variable}.";
            }
        }
        return null;
    }

    internal static string FileOf(string name) => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".dll"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? $"lib{name}.dylib" : $"lib{name}.so";
}
