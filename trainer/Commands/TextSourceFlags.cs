using System.CommandLine;

namespace DmlStudio.Trainer.Commands;

/// <summary>Which unlabelled texts are read; every verb that learns from them has these.</summary>
internal sealed class TextSourceFlags
{
    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    public TextSourceFlags(Command command)
    {
        command.Add(Corpus);
        command.Add(PerSource);
    }

    public Option<string[]> Corpus { get; } = new("--corpus")
    {
        Description = "Texts: a file with one a line, a folder of .txt files, a table or table:column, or a dataset; may be repeated",
        AllowMultipleArgumentsPerToken = true,
        Required = true
    };

    public Option<int> PerSource { get; } =
        new("--texts-per-source") { Description = "Most texts of a file, 0 for all (default 0)" };
}
