namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>A row of delimited text.</summary>
/// <param name="Line">Line it starts on, from 1.</param>
/// <param name="Raw">As it stands in the file, without its line end.</param>
/// <param name="Fields">Its fields, trimmed.</param>
internal readonly record struct DelimitedRow(int Line, string Raw, string[] Fields)
{
    /// <summary>Whether nothing stands in any of its fields.</summary>
    public bool IsEmpty => Fields.All(string.IsNullOrWhiteSpace);

    /// <summary>The lines it takes.</summary>
    public string[] Lines => [.. PhysicalLines.Of(Raw).Select(l => l.Line.ToString())];
}
