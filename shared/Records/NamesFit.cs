namespace DmlStudio.Records;

/// <summary>Whether the names of the labels show in the training texts of a run, as the untouched encoder reads both.</summary>
/// <param name="Z">How far the cosines of the texts to the names of their labels lie above those of names dealt at random, in standard
/// deviations; 0 is chance.</param>
/// <param name="Right">Texts that are nearest to the name of their label.</param>
/// <param name="Texts">Training texts that were read.</param>
public sealed record NamesFit(double Z, int Right, int Texts)
{
    /// <summary>z above which names show: chance alone gives it to one draw in twenty.</summary>
    public const double Least = 1.645;

    /// <summary>Name of its table in a run's trace.</summary>
    public const string TableName = "label-names";

    /// <summary>Name under which figures of the embedding space stand in a summary.</summary>
    public const string Space = "embedding";

    /// <summary>Name of <see cref="Z"/> in a summary.</summary>
    public const string ZName = "names-z";

    /// <summary>Name, in a summary, of the share of its texts that a draw has in common with another.</summary>
    public const string SharedName = "names-shared";

    /// <summary>Whether the names show.</summary>
    public bool Shows => Z >= Least;

    /// <summary>As a run keeps it.</summary>
    public TraceTable Table => new(TableName, ["names"], ["z", "right", "texts"], [(float)Z, Right, Texts]);

    /// <summary>What a summary keeps.</summary>
    /// <param name="shared">Share of its texts that a draw has in common with another, 0 to 1.</param>
    public IReadOnlyList<MetricValue> Figures(double shared) => [new(Space, ZName, Z), new(Space, SharedName, shared)];

    /// <summary>What a run kept, or null.</summary>
    /// <param name="trace">Its trace.</param>
    public static NamesFit? Of(ObjectiveTrace? trace) => trace?.Table(TableName) is { Values.Length: 3 } table
        ? new NamesFit(table.Values[0], (int)table.Values[1], (int)table.Values[2])
        : null;
}
