using System.CommandLine;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Commands;

/// <summary>How a person's table is to be read; every verb that reads tables has them.</summary>
internal sealed class TableFlags
{
    private readonly Option<string?> _text =
        new("--text-column")
        {
            Description =
                "Column of the text in a table, by position from 1 or by name; in JSON and Parquet dots lead into objects (default text)"
        };
    private readonly Option<string?> _label =
        new("--label-column") { Description = "Column of the label in a table, likewise (default label)" };
    private readonly Option<string?> _pair =
        new("--pair-column") { Description = "Column of the second text of a pair in a table, likewise" };
    private readonly Option<string?> _encoding =
        new("--encoding")
        {
            Description = "Encoding of a table: utf-8, utf-16, windows-1252, latin-1, shift_jis, …; without it a mark decides, else UTF-8"
        };
    private readonly Option<bool?> _header =
        new("--header") { Description = "Whether the first row of a table names the columns; found out where it is not said" };
    private readonly Option<string?> _separator =
        new("--separator")
        {
            Description =
                "What stands between the fields of a table: comma, semicolon, tab, pipe, space or a character; found out where it is not "
                    + "said"
        };
    private readonly Option<string?> _quotes =
        new("--quotes")
        {
            Description =
                "csv: double quotes enclose fields of a table; none: they are characters like others; found out where it is not said"
        };

    private readonly Option<bool> _leaveOutUnlabelled =
        new("--leave-out-unlabelled")
        {
            Description = "Leaves out rows of a table that have no label, which are refused otherwise; --unlabelled-from reads their texts"
        };

    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    public TableFlags(Command command)
    {
        foreach (var option in new Option[] { _text, _label, _pair, _encoding, _header, _separator, _quotes, _leaveOutUnlabelled })
        {
            command.Add(option);
        }
    }

    /// <summary>What the flags say.</summary>
    /// <param name="parsed">Command line.</param>
    public TableColumns Columns(ParseResult parsed) => new(
        parsed.GetValue(_text) ?? "text", parsed.GetValue(_label)
            ?? "label", parsed.GetValue(_pair), parsed.GetValue(_encoding), parsed.GetValue(_header),
        parsed.GetValue(_separator), parsed.GetValue(_quotes), parsed.GetValue(_leaveOutUnlabelled));
}
