using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Commands;

/// <summary>Says what was understood of a person's table, and what in it is probably not meant.</summary>
internal static class TableLines
{
    /// <summary>Tells; nothing where there is no table.</summary>
    /// <param name="reading">What was understood, or null.</param>
    /// <param name="reporter">Who is told.</param>
    public static void Tell(TableReading? reading, Reporter reporter)
    {
        if (reading is null) { return; }
        reporter.Tell("table", reading.Line,
            ("file", reading.File), ("format", reading.Format), ("encoding", reading.Encoding), ("rows", reading.Rows),
                ("text", reading.Text), ("label", reading.Label), ("pair", reading.Pair),
            ("labels", reading.Labels.Select(l => new { label = l.Label, count = l.Count })), ("copies", reading.Copies),
                ("notes", reading.Notes), ("left_out", reading.LeftOut));
        foreach (var warning in reading.Warnings)
        {
            reporter.Tell("table-warning", "  " + warning, ("file", reading.File), ("message", warning));
        }
    }
}
