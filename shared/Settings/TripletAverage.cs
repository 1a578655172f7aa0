namespace DmlStudio.Settings;

/// <summary>What the loss of triplets is averaged over.</summary>
public enum TripletAverage
{
    /// <summary>Those with a loss above zero.</summary>
    Active,

    /// <summary>All selected.</summary>
    All,
}
