using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Highlights;

/// <summary>Seven bins of word weights: three steps away, none, three steps towards; equal limits on both sides.</summary>
/// <param name="Full">Largest weight of the scale; larger ones take the last bin.</param>
/// <param name="Floor">Weights below it get no colour.</param>
public sealed record HighlightScale(double Full, double Floor)
{
    /// <summary>Lower limits of the three bins. Where nothing was drawn and the floor is 0, a fiftieth of the scale
    /// stands for it.</summary>
    public IReadOnlyList<double> Limits { get; } = [Math.Max(Floor, Full / 50), Math.Max(Floor, Full / 6), Math.Max(Floor, Full / 2)];

    /// <summary>Bin of a weight.</summary>
    /// <param name="weight">Weight, or null for a word that was not seen.</param>
    /// <param name="floor">Floor of its own explanation.</param>
    /// <returns>−3..3; 0 below the floor.</returns>
    public int Bin(double? weight, double floor)
    {
        if (weight is not { } w || !double.IsFinite(w) || Full <= 0 || Math.Abs(w) < floor || Math.Abs(w) < Limits[0]) { return 0; }
        var step = Math.Abs(w) >= Limits[2] ? 3 : Math.Abs(w) >= Limits[1] ? 2 : 1;
        return Math.Sign(w) * step;
    }

    /// <summary>What has no colour, in words.</summary>
    public string Grey => Floor > 0
        ? $"below the noise floor (1.96 standard errors: {Num.Three(Floor)})"
        : "less than a fiftieth of the scale; nothing was drawn, so there is no sampling noise";

    /// <summary>Class of a bin in blue and orange.</summary>
    /// <param name="bin">−3..3.</param>
    public static string Class(int bin) => bin switch { 0 => "n0", > 0 => "t" + (char)('0' + bin), _ => "a" + (char)('0' - bin) };

    /// <summary>Class of a bin in teal and ochre, for differences.</summary>
    /// <param name="bin">−3..3.</param>
    public static string DifferenceClass(int bin) => bin switch { 0 => "n0", > 0 => "p" + (char)('0' + bin), _ => "m" + (char)('0' - bin) };

    /// <summary>Design token of a bin's surface, for pictures that stand alone.</summary>
    /// <param name="bin">−3..3, not 0.</param>
    /// <param name="difference">Teal and ochre instead of blue and orange.</param>
    public static string Surface(int bin, bool difference) => FormattableString.Invariant($"{Side(bin, difference)}-{Math.Abs(bin)}");

    /// <summary>Design token of the line under a word.</summary>
    /// <param name="bin">−3..3, not 0.</param>
    /// <param name="difference">Teal and ochre instead of blue and orange.</param>
    public static string Ink(int bin, bool difference) => Side(bin, difference) + "-ink";

    private static string Side(int bin, bool difference) => difference ? bin > 0 ? "dpos" : "dneg" : bin > 0 ? "tow" : "away";
}
