using System.Runtime.ExceptionServices;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// LiteDB gives the pages of a read that failed back once more in a finalizer, counts them wrong and throws: a file that had been refused
/// in words ended the program at some later collection. Nothing depends on that finalizer, since files are read from memory.
/// </summary>
internal static class Finalizers
{
    private const string Thrower = "LiteDB.Engine.TransactionService.Finalize";

    private static readonly Lock Gate = new();
    private static bool _borne;

    /// <summary>From now on such an exception ends nothing; every other one does what it did.</summary>
    public static void Bear()
    {
        lock (Gate)
        {
            if (_borne) { return; }
            _borne = true;
            try { ExceptionHandling.SetUnhandledExceptionHandler(IsLiteDbs); }
            // A program that set one of its own decides itself.
            catch (InvalidOperationException) { }
        }
    }

    private static bool IsLiteDbs(Exception e) => e is LiteException && e.StackTrace?.Contains(Thrower, StringComparison.Ordinal) == true;
}
