using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using DmlStudio.Commands;
using DmlStudio.Store;
using DmlStudio.Trainer.Devices;

namespace DmlStudio.Trainer.Commands;

/// <summary>All verbs of the program, and how a command line becomes an exit code.</summary>
internal static class Verbs
{
    // Long enough for the step, batch or file in hand to be finished.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Places =
        ["--out", "--to", "--encoder", "--data", "--export", "--import", "--teacher", "--corpus", "--from"];

    /// <summary>The verbs.</summary>
    public static RootCommand All() => new("Fine-tunes text encoders on a handful of labelled texts and publishes the runs.")
    {
        QuickstartCommand.Make(),
        DistilCommand.Make(),
        TokenizerCommand.Make(),
        ProbeCommand.Make(),
        EvaluateCommand.Make(),
        DataCommand.Make(),
        RunCommand.Make(),
        SearchCommand.Make(),
        RunsCommand.Make(),
        ClaimsCommand.Make(),
        ReportCommand.Make(),
        ExplainCommand.Make(),
        SpaceCommand.Make(),
        RobustnessCommand.Make(),
        OutOfScopeCommand.Make(),
        ListCommand.Make(),
        ServeCommand.Make(),
        DoctorCommand.Make(),
        BenchCommand.Make(),
        WebCommand.Make(),
        CompletionCommand.Make(),
    };

    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        var json = arguments.Contains("--json");
        var all = All();
        // A shell asks how a line may go on: it is a word here, and not looked at as a command.
        if (CompletionLine.Asked(arguments) is { } line)
        {
            foreach (var word in CompletionLine.Of(all, line)) { Console.Out.WriteLine(word); }
            return ExitCodes.Done;
        }
        var parsed = all.Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (all.Directives.Any(d => parsed.GetResult(d) is not null)) { return await parsed.InvokeAsync(); }
        var browser = arguments is [WebCommand.Name, ..];
        if (!browser && Refusal(parsed) is { } refusal) { return Refuse(refusal, json); }
        try
        {
            if (browser) { return await WebCommand.Run(arguments.Skip(1)); }
            TorchLibraries.Load();
            using var interrupts = new Interrupts(Patience);
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupts.Token);
        }
        catch (OperationCanceledException)
        {
            new Reporter(json).Tell("interrupted", "Stopped. The same command goes on.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is InvalidDataException or StoreDataException or RunHeldException or UnauthorizedAccessException
            or IOException)
        {
            return Refuse(e.Message, json);
        }
        catch (Exception e) when (TorchLibraries.Fault(e) is not null) { return Refuse(TorchLibraries.Fault(e)!, json); }
        catch (SocketException e)
        {
            return Refuse($"The socket cannot be opened: {e.Message.TrimEnd('.')}. Is the folder writable, and nobody else there? "
                + "Name another with --out.", json);
        }
        catch (Exception e) { return Refuse(Unforeseen.Words(e, arguments), json); }
    }

    // Names in damaged files may hold line ends.
    private static int Refuse(string message, bool json)
    {
        if (!Unforeseen.Traced) { message = message.ReplaceLineEndings(" "); }
        if (json) { new Reporter(json).Tell("error", null, ("message", message), ("exit", ExitCodes.WrongInput)); }
        Console.Error.WriteLine(Shown.Lines(message));
        return ExitCodes.WrongInput;
    }

    private static string? Refusal(ParseResult parsed) => Unknown(parsed) ?? Empty(parsed)
        ?? (parsed.Errors.Count > 0 ? string.Join(" ", parsed.Errors.Select(e => e.Message)) : null);

    // The parser's own words name no neighbour.
    private static string? Unknown(ParseResult parsed)
    {
        // A flag that is not known may have been taken for a word, and its value for one too many.
        var words = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)
            .Concat(parsed.UnmatchedTokens);
        var command = parsed.CommandResult.Command;
        var verb = command.Subcommands.Count > 0 ? parsed.UnmatchedTokens.FirstOrDefault(w => !w.StartsWith('-')) : null;
        if ((verb ?? words.FirstOrDefault(w => w.StartsWith('-'))
            ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is not { } found)
        {
            return null;
        }
        var of = string.Join(' ', Path(parsed).Prepend("trainer"));
        return UnknownWord.Tell(of, found, command.Options.Where(o => !o.Hidden).Select(o => o.Name),
            command.Subcommands.Select(c => c.Name));
    }

    // An empty name would mean the folder that one stands in, or nothing at all.
    private static string? Empty(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(o => Places.Contains(o.Option.Name) && o.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value))) is { } found
            ? $"{string.Join(' ', Path(parsed).Prepend("trainer"))}: {found.Option.Name} is \"\"; expected the name of a file or "
                + $"folder. Name one, or leave {found.Option.Name} out." : null;

    private static Stack<string> Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Command is not RootCommand; at = (CommandResult)at.Parent!) { names.Push(at.Command.Name); }
        return names;
    }
}
