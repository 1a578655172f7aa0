namespace DmlStudio.Serving;

/// <summary>How much a reader may ask; the browser and the server hold to the same numbers.</summary>
public static class ServingLimits
{
    /// <summary>Characters of a text.</summary>
    public const int LongestText = 2000;

    /// <summary>Bytes of a request's line.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>Perturbed texts of an explanation.</summary>
    public const int MostMasks = 2000;

    /// <summary>Questions that may come at once.</summary>
    public const int Burst = 20;

    /// <summary>Questions a minute in the long run.</summary>
    public const int PerMinute = 60;

    /// <summary>Questions that wait while one is answered; more are refused.</summary>
    public const int Waiting = 4;
}
