using System.Globalization;

namespace DmlStudio.Web.Components;

/// <summary>Numbers as the pages write them, the same in every culture.</summary>
public static class Num
{
    /// <summary>A share as per cent with one digit.</summary>
    /// <param name="share">0..1.</param>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A difference of shares in percentage points, with sign.</summary>
    /// <param name="difference">−1..1.</param>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A signed number with two digits after the point, three below a tenth.</summary>
    /// <param name="value">Value.</param>
    public static string WithSign(double value) => value.ToString(Math.Abs(value) < 0.0995 ? "+0.000;−0.000;0" : "+0.00;−0.00;0", CultureInfo.InvariantCulture);

    /// <summary>A number with three significant digits.</summary>
    /// <param name="value">Value.</param>
    public static string Three(double value) => double.IsNaN(value) ? "–" : value.ToString("G3", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A probability of a test.</summary>
    /// <param name="p">0..1.</param>
    public static string P(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A coordinate in a picture.</summary>
    /// <param name="value">Pixels.</param>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A moment.</summary>
    /// <param name="milliseconds">Unix milliseconds.</param>
    public static string Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
