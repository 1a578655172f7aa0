namespace DmlStudio.Web.Queries;

/// <summary>One loss on the rows that all chosen losses share; arrays have one entry per row (N).</summary>
public sealed class ReliabilityModel
{
    /// <summary>Loss as written.</summary>
    public required string Loss { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>Its family.</summary>
    public required string Family { get; init; }

    /// <summary>Which loss of its family it is among the chosen, from 0.</summary>
    public required int Sibling { get; init; }

    /// <summary>Runs behind it, by repetition.</summary>
    public required IReadOnlyDictionary<int, string> Runs { get; init; }

    /// <summary>Predicted labels.</summary>
    public required int[] Predicted { get; init; }

    /// <summary>Probabilities row by row, [N · C].</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>Whether a row is right.</summary>
    public required bool[] Right { get; init; }

    /// <summary>Largest probability.</summary>
    public required double[] Confidence { get; init; }

    /// <summary>Largest minus second largest probability.</summary>
    public required double[] Margin { get; init; }

    /// <summary>Distances by the name of their slice field; NaN where it is not known.</summary>
    public required IReadOnlyDictionary<string, double[]> Distances { get; init; }

    /// <summary>Temperature by repetition when probabilities are scaled; NaN where none could be fitted.</summary>
    public IReadOnlyDictionary<int, double> Temperatures { get; init; } = new Dictionary<int, double>();

    /// <summary>Share of right rows.</summary>
    public double Accuracy => Right.Length == 0 ? double.NaN : Right.Count(r => r) / (double)Right.Length;
}
