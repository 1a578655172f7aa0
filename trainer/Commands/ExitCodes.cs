namespace DmlStudio.Trainer.Commands;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>The input is wrong; nothing was written.</summary>
    public const int WrongInput = 2;

    /// <summary>Stopped by a person; the same command goes on.</summary>
    public const int Interrupted = 3;

    /// <summary>Some cells failed, the others are done.</summary>
    public const int FailedCells = 4;
}
