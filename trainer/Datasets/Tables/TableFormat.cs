namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The kinds of tables that are read.</summary>
internal enum TableFormat
{
    /// <summary>Fields apart by a separator that is found out.</summary>
    Csv,

    /// <summary>Fields apart by tabs.</summary>
    Tsv,

    /// <summary>JSON: an object a line, or one array of objects.</summary>
    Json,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
