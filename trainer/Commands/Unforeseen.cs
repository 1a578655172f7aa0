using System.Diagnostics;

namespace DmlStudio.Trainer.Commands;

/// <summary>What the program says of a failure that nobody foresaw: one line with what and where, instead of a trace.</summary>
internal static class Unforeseen
{
    private const string Variable = "DMLSTUDIO_TRACE";

    /// <summary>Whether a trace was asked for.</summary>
    public static bool Traced => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>The line; with DMLSTUDIO_TRACE=1 the trace follows it.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="arguments">The command line.</param>
    public static string Words(Exception failure, IReadOnlyList<string> arguments)
    {
        var first = failure is AggregateException { InnerException: { } inner } ? inner : failure;
        var what = first is OutOfMemoryException ? "The memory does not suffice: " : "";
        var place = new StackTrace(first).GetFrames().Select(f => f.GetMethod())
            .FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("DmlStudio", StringComparison.Ordinal) == true);
        var where = place is null ? "" : $" in {place.DeclaringType!.FullName}.{place.Name}";
        var line = $"\"trainer {string.Join(' ', arguments)}\" failed: "
            + $"{what}{first.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')} ({first.GetType().Name}{where}). "
            + $"Nobody foresaw this; what was published before stands. {Variable}=1 shows the trace, which helps whoever mends it.";
        return Traced ? line + Environment.NewLine + first : line;
    }

    /// <summary>Says the same, and ends with <see cref="ExitCodes.WrongInput"/>, for what fails on a thread of its own.</summary>
    /// <param name="arguments">The command line.</param>
    public static void Watch(IReadOnlyList<string> arguments) => AppDomain.CurrentDomain.UnhandledException += (_, told) =>
    {
        if (told.ExceptionObject is not Exception failure) { return; }
        Console.Error.WriteLine(Words(failure, arguments));
        Environment.Exit(ExitCodes.WrongInput);
    };
}
