using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DmlStudio.Trainer.Commands;

/// <summary>How a command line may go on: what a shell is told at the tab key (directive <c>[suggest]</c>). Nothing is offered where a path
/// is expected, and the shell then offers files.</summary>
internal static class CompletionLine
{
    /// <summary>Longest line that is looked at; a shell that waits for a longer one is of no use to whoever typed it.</summary>
    public const int Longest = 4096;

    private const string Directive = "[suggest";

    /// <summary>The line that a shell asks about, or null when these are the words of a command.</summary>
    /// <param name="arguments">Arguments of the program: the directive with the place of the cursor, and the line.</param>
    public static string? Asked(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var directive, var line] || !directive.StartsWith(Directive, StringComparison.Ordinal)) { return null; }
        return int.TryParse(directive[Directive.Length..].Trim(':', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            && cursor < line.Length
            ? line[..cursor] : line;
    }

    /// <summary>What the last word of a line may become.</summary>
    /// <param name="root">All verbs.</param>
    /// <param name="line">What is written, without the name of the program.</param>
    public static IReadOnlyList<string> Of(RootCommand root, string line)
    {
        if (line.Length > Longest) { return []; }
        List<string> words = [.. CommandLineParser.SplitCommandLine(line)];
        var last = "";
        if (words.Count > 0 && line.Length > 0 && !char.IsWhiteSpace(line[^1]))
        {
            last = words[^1];
            words.RemoveAt(words.Count - 1);
        }
        var parsed = root.Parse(words, Verbs.Reading);
        return [.. Offered(parsed, words, last).Where(o => o.StartsWith(last, StringComparison.Ordinal)).Distinct()];
    }

    private static IEnumerable<string> Offered(ParseResult parsed, List<string> words, string last)
    {
        var options = Options(parsed.CommandResult);
        var equals = last.IndexOf('=', StringComparison.Ordinal);
        if (last.StartsWith('-') && equals > 0)
        {
            return options.Find(o => o.Name == last[..equals]) is { } named
                ? CompletionValues.Of(named, parsed, last[(equals + 1)..]).Select(v => last[..(equals + 1)] + v) : [];
        }
        if (words.Count > 0 && options.Find(o => o.Name == words[^1]) is { } before && TakesValue(before))
        {
            return CompletionValues.Of(before, parsed, last);
        }
        var flags = options.Where(o => !IsFull(parsed.GetResult(o))).Select(o => o.Name).Order(StringComparer.Ordinal);
        if (last.StartsWith('-')) { return flags; }
        if (parsed.UnmatchedTokens.Count > 0) { return []; }
        var command = parsed.CommandResult.Command;
        var verbs = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).Order(StringComparer.Ordinal).ToArray();
        var open = command.Arguments.FirstOrDefault(a => (parsed.GetResult(a)?.Tokens.Count ?? 0) < a.Arity.MaximumNumberOfValues);
        // Flags where nothing else can follow: among others they would keep the shell from offering files.
        return open is not null ? CompletionValues.Of(command, open, parsed, last) : verbs.Length > 0 ? verbs : flags;
    }

    private static List<Option> Options(CommandResult of)
    {
        List<Option> all = [.. of.Command.Options];
        for (var at = of.Parent as CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            all.AddRange(at.Command.Options.Where(o => o.Recursive));
        }
        return [.. all.Where(o => !o.Hidden)];
    }

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    private static bool IsFull(OptionResult? given) => given is { Implicit: false, Option.Arity.MaximumNumberOfValues: <= 1 };
}
