namespace DmlStudio.Claims;

/// <summary>What the stored runs allow to be said of a claim.</summary>
public enum Verdict
{
    /// <summary>The 95 % interval lies wholly on the claimed side of 0.</summary>
    Agrees,

    /// <summary>The 95 % interval lies wholly on the other side of 0.</summary>
    Disagrees,

    /// <summary>The interval holds 0, or there are too few draws for one.</summary>
    CannotTell,

    /// <summary>Something that the check needs is missing here.</summary>
    CannotCheck,
}
