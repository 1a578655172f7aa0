using System.CommandLine;
using DmlStudio.Trainer.Devices;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Commands;

/// <summary>The flag <c>--device</c> of every verb that computes.</summary>
internal sealed class DeviceOption
{
    /// <summary>What the flag takes, in words.</summary>
    public const string Description = "Where it computes: auto (the first GPU, else the processor), cpu, cuda or cuda:N (default "
        + DeviceChoice.Variable + ", else auto)";

    private readonly Option<string?> _device = new("--device") { Description = Description };

    /// <summary>Adds the flag.</summary>
    /// <param name="command">Command that takes it.</param>
    public DeviceOption(Command command) => command.Add(_device);

    /// <summary>The device that the flag, or the environment, names.</summary>
    /// <param name="parsed">Command line.</param>
    /// <exception cref="InvalidDataException">No such word, or no such device here.</exception>
    public Device Of(ParseResult parsed) => DeviceChoice.Of(parsed.GetValue(_device));
}
