namespace DmlStudio.Records;

/// <summary>How far one explanation of one text tells what the model does: words are taken away or kept in its order and the
/// probability p of the explained label is watched. Beside every explanation stand controls of the same text: the method
/// <see cref="Random"/> (mean of random orders) and, where they were searched, <see cref="Best"/> and <see cref="Worst"/> order.</summary>
public sealed record Faithfulness
{
    /// <summary>Method of the control: the mean over random orders.</summary>
    public const string Random = "random";

    /// <summary>Method of the upper bound: the best order found for comprehensiveness, and the best kept sets for sufficiency.</summary>
    public const string Best = "best-order";

    /// <summary>Method of the lower bound: the worst order found.</summary>
    public const string Worst = "worst-order";

    /// <summary>Position of the text in the corpus, −1 for a text of one's own.</summary>
    public required int TextIndex { get; init; }

    /// <summary>The text itself when it is none of the corpus.</summary>
    public string? OwnText { get; init; }

    /// <summary>Method of the explanation, or one of the controls.</summary>
    public required string Method { get; init; }

    /// <summary>Variant of the method; empty for controls.</summary>
    public required string Profile { get; init; }

    /// <summary>Target of the explanation; <c>probability</c> for controls.</summary>
    public required string Target { get; init; }

    /// <summary>Label whose probability is watched.</summary>
    public required int Label { get; init; }

    /// <summary>How words were taken away: <c>mask</c> or <c>delete</c>.</summary>
    public required string Absence { get; init; }

    /// <summary>Words that can be taken away (seen by the model).</summary>
    public required int WordCount { get; init; }

    /// <summary>p of the whole text.</summary>
    public required double Full { get; init; }

    /// <summary>p with every word absent.</summary>
    public required double Empty { get; init; }

    /// <summary>Shares of words of the bins (ERASER): 0.01, 0.05, 0.1, 0.2, 0.5.</summary>
    public required IReadOnlyList<double> Bins { get; init; }

    /// <summary>p(text) − p(text without the bin's top words), per bin; higher is better.</summary>
    public required IReadOnlyList<double> ComprehensivenessBins { get; init; }

    /// <summary>p(text) − p(only the bin's top words), per bin; lower is better.</summary>
    public required IReadOnlyList<double> SufficiencyBins { get; init; }

    /// <summary>Mean over the bins, as ERASER's scorer. Higher is better.</summary>
    public double Comprehensiveness => ComprehensivenessBins.Count == 0 ? double.NaN : ComprehensivenessBins.Average();

    /// <summary>Mean over the bins, as ERASER's scorer. Lower is better.</summary>
    public double Sufficiency => SufficiencyBins.Count == 0 ? double.NaN : SufficiencyBins.Average();

    /// <summary>The convention of ERASER's paper: the sum over the bins, with the empty bin for comprehensiveness,
    /// divided by bins + 1.</summary>
    public double ComprehensivenessPlusOne => ComprehensivenessBins.Sum() / (ComprehensivenessBins.Count + 1);

    /// <summary>The convention of ERASER's paper for sufficiency; its empty bin is p(text) − p(nothing).</summary>
    public double SufficiencyPlusOne => (SufficiencyBins.Sum() + Full - Empty) / (SufficiencyBins.Count + 1);

    /// <summary>Comprehensiveness over bins of different size only.</summary>
    public double? ComprehensivenessDistinct { get; init; }

    /// <summary>Sufficiency over bins of different size only.</summary>
    public double? SufficiencyDistinct { get; init; }

    /// <summary>ferret's convention: bins 10 % … 100 %, positive words only, words deleted.</summary>
    public double? ComprehensivenessFerret { get; init; }

    /// <summary>ferret's convention.</summary>
    public double? SufficiencyFerret { get; init; }

    /// <summary>Different sets among ferret's bins.</summary>
    public int FerretBins { get; init; }

    /// <summary>ln(p(without the top 20 %)/p(text)); lower is better.</summary>
    public double? LogOdds { get; init; }

    /// <summary>p while the top words are taken away, at 0, 10 % … 100 %; empty when not drawn.</summary>
    public IReadOnlyList<double> Deletion { get; init; } = [];

    /// <summary>p while the top words are put back into nothing, at 0, 10 % … 100 %.</summary>
    public IReadOnlyList<double> Insertion { get; init; } = [];

    /// <summary>For <see cref="Random"/>: orders drawn; 0 in older runs, which keep their mean alone.</summary>
    public int Orders { get; init; }

    /// <summary>For <see cref="Random"/>: lowest p of an order at each point of <see cref="Deletion"/>; empty in older runs.</summary>
    public IReadOnlyList<double> DeletionLowest { get; init; } = [];

    /// <summary>For <see cref="Random"/>: highest p of an order at each point of <see cref="Deletion"/>; empty in older runs.</summary>
    public IReadOnlyList<double> DeletionHighest { get; init; } = [];

    /// <summary>Area under <see cref="Deletion"/> (trapezoid, axis 0..1); lower is better. NaN without a curve.</summary>
    public double DeletionArea => Area(Deletion);

    /// <summary>Area under <see cref="Insertion"/>; higher is better. NaN without a curve.</summary>
    public double InsertionArea => Area(Insertion);

    /// <summary>Mean over random removals of (Σ weights removed − change of the target)²; lower is better. Null for
    /// unsigned methods and controls.</summary>
    public double? Infidelity { get; init; }

    /// <summary>The same after the best common scaling of the weights.</summary>
    public double? InfidelityScaled { get; init; }

    /// <summary>Largest relative change of the weights when the word embeddings are moved by ±0.02; null when not measured, as for methods
    /// that take words away in older runs.</summary>
    public double? MaxSensitivity { get; init; }

    /// <summary>Draws of noise behind <see cref="MaxSensitivity"/>, which grows with them; 0 when not measured and in older runs.</summary>
    public int SensitivityDraws { get; init; }

    /// <summary>Kendall τ-b with leave-one-out; null when one of them is constant.</summary>
    public double? TauLeaveOneOut { get; init; }

    /// <summary>Mean Spearman correlation of the weights over pairs of seeds; null when not measured or nothing is drawn.</summary>
    public double? SeedSpearman { get; init; }

    /// <summary>Mean Jaccard overlap of the five largest words over pairs of seeds.</summary>
    public double? SeedJaccard { get; init; }

    /// <summary>Median over words of the standard deviation over seeds.</summary>
    public double? SeedDeviation { get; init; }

    /// <summary>Standard deviation over seeds of each word, in the order of the explanation's words (null: not seen);
    /// null when not measured.</summary>
    public IReadOnlyList<double?>? SeedDeviations { get; init; }

    /// <summary>For <see cref="Best"/> and <see cref="Worst"/>: every order was considered; otherwise a beam was searched.</summary>
    public bool Exact { get; init; }

    private static double Area(IReadOnlyList<double> curve)
    {
        if (curve.Count < 2) { return double.NaN; }
        var sum = 0.0;
        for (var i = 1; i < curve.Count; i++) { sum += (curve[i - 1] + curve[i]) / 2; }
        return sum / (curve.Count - 1);
    }
}
