using System.CommandLine;
using System.Globalization;
using DmlStudio.Store;
using DmlStudio.Trainer.Commands;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Fine-tunes text encoders on a handful of labelled texts and publishes the runs.")
{
    QuickstartCommand.Make(),
    DistilCommand.Make(),
    TokenizerCommand.Make(),
    ProbeCommand.Make(),
    RunCommand.Make(),
    RunsCommand.Make(),
    ListCommand.Make(),
    DoctorCommand.Make(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) { await Console.Error.WriteLineAsync(error.Message); }
    return ExitCodes.WrongInput;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is InvalidDataException or StoreDataException or RunHeldException or UnauthorizedAccessException or IOException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.WrongInput;
}
