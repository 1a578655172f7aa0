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
        ["--out", "--to", "--encoder", "--data", "--export", "--import", "--teacher", "--corpus", "--from", "--save"];

    /// <summary>How command lines are read: a word that begins with @ is that word, and no file of more words.</summary>
    public static ParserConfiguration Reading { get; } = new() { ResponseFileTokenReplacer = null };

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
        var parsed = all.Parse(arguments.Count == 0 ? ["--help"] : arguments, Reading);
        if (all.Directives.Any(d => parsed.GetResult(d) is not null)) { return await parsed.InvokeAsync(); }
        var browser = arguments is [WebCommand.Name, ..];
        if (!browser && Refusal(parsed, arguments) is { } refusal) { return Refuse(refusal, json); }
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

    private static string? Refusal(ParseResult parsed, IReadOnlyList<string> arguments) =>
        Swallowing(parsed, arguments) ?? Misplaced(parsed) ?? Unknown(parsed) ?? Empty(parsed)
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
        return UnknownWord.Tell(Called(parsed), found, command.Options.Where(o => !o.Hidden).Select(o => o.Name),
            command.Subcommands.Select(c => c.Name));
    }

    // The parser takes the next word as the value of a flag that ends in its sign: "--out= --dry-run" would be a folder "--dry-run".
    private static string? Swallowing(ParseResult parsed, IReadOnlyList<string> arguments) => arguments
        .Where(a => a.StartsWith("--", StringComparison.Ordinal) && a.IndexOfAny(['=', ':']) is > 2 and var at && at == a.Length - 1)
        .Select(a => Chain(parsed).SelectMany(c => c.Command.Options).FirstOrDefault(o => o.Name == a[..^1]))
        .FirstOrDefault(o => o is not null) is { } found ? Nothing(parsed, found) : null;

    // A flag before a verb's own verb belongs to the outer one, which is not what is run: it would say nothing.
    private static string? Misplaced(ParseResult parsed) =>
        Chain(parsed).Skip(1).SelectMany(c => c.Children.OfType<OptionResult>()).FirstOrDefault(o => !o.Implicit && o.Option.Action is null)
            is not { } found ? null
        : $"{Called(parsed)}: {found.Option.Name} stands before \"{parsed.CommandResult.Command.Name}\"; expected it behind, where it is "
            + $"read. Write {Called(parsed)} {found.Option.Name} …";

    // An empty name would mean the folder that one stands in, or nothing at all.
    private static string? Empty(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(o => Places.Contains(o.Option.Name) && o.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value))) is { } found
            ? Nothing(parsed, found.Option) : null;

    private static string Nothing(ParseResult parsed, Option option) => $"{Called(parsed)}: {option.Name} is \"\"; expected "
        + $"{(Places.Contains(option.Name) ? "the name of a file or folder. Name" : "a value. Give")} one, or leave {option.Name} out.";

    // As a person calls the verb that is run: "trainer runs delete".
    private static string Called(ParseResult parsed) => string.Join(' ', Chain(parsed).Reverse()
        .Select(c => c.Command is RootCommand ? "trainer" : c.Command.Name));

    // The verb that is run, then what it stands below, the program last.
    private static IEnumerable<CommandResult> Chain(ParseResult parsed)
    {
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as CommandResult) { yield return at; }
    }
}
