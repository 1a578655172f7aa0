namespace DmlStudio.Records;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Training or evaluating, or stopped without saying so (then its heartbeat is old).</summary>
    Running,

    /// <summary>Stopped by a person; it starts again with the same command.</summary>
    Interrupted,

    /// <summary>Finished, everything published.</summary>
    Done,

    /// <summary>Ended by an error; the message says which.</summary>
    Failed,
}
