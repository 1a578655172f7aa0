using System.CommandLine;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Distillation;

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
        Table = new TableFlags(command);
    }

    /// <summary>How tables among the texts are read.</summary>
    public TableFlags Table { get; }

    /// <summary>The texts.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="examinations">Corpora whose texts must not be learnt from.</param>
    /// <param name="folders">Where data lies.</param>
    /// <exception cref="InvalidDataException">A path is not there, nothing was found, or a number is out of range.</exception>
    public TextSources Read(ParseResult parsed, IEnumerable<Datasets.Corpus> examinations, DataFolders folders) =>
        parsed.GetValue(PerSource) is >= 0 and var most
            ? TextSources.Read(parsed.GetValue(Corpus)!, most, examinations, folders, Table.Columns(parsed))
            : throw new InvalidDataException(FormattableString.Invariant(
                $"{PerSource.Name} is {parsed.GetValue(PerSource)}; expected a whole number from 0, where 0 takes all texts."));

    public Option<string[]> Corpus { get; } = new("--corpus")
    {
        Description = "Texts: a file with one a line, a folder of .txt files, a table or table:column, or a dataset; may be repeated",
        Required = true
    };

    public Option<int> PerSource { get; } =
        new("--texts-per-source") { Description = "Most texts of a file, 0 for all (default 0)" };
}
