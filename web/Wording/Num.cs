using System.Globalization;

namespace DmlStudio.Web.Wording;

/// <summary>Numbers as the pages write them, the same in every culture.</summary>
internal static class Num
{
    /// <summary>A share as per cent with one digit.</summary>
    /// <param name="share">0..1.</param>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A number with what is counted: "1 text", "2 texts".</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="noun">What is counted, of one.</param>
    /// <param name="plural">The same of several; null puts an s behind it.</param>
    public static string Count(int count, string noun, string? plural = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? noun : plural ?? noun + "s");

    /// <summary>A difference of shares in percentage points, with sign.</summary>
    /// <param name="difference">−1..1.</param>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A signed number with two digits after the point, three below a tenth.</summary>
    public static string WithSign(double value) =>
        value.ToString(Math.Abs(value) < 0.0995 ? "+0.000;−0.000;0" : "+0.00;−0.00;0", CultureInfo.InvariantCulture);

    /// <summary>A number with three significant digits.</summary>
    public static string Three(double value) =>
        double.IsNaN(value) ? "–" : value.ToString("G3", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A probability of a test, with its letter: "p &lt; 0.001", "p = 0.012".</summary>
    /// <param name="p">0..1.</param>
    public static string PText(double p) => p < 0.001 ? "p < 0.001" : "p = " + P(p);

    /// <summary>A p value as a number.</summary>
    /// <param name="p">0..1.</param>
    public static string P(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A number with so many digits after the point; what rounds to 0 has no sign.</summary>
    /// <param name="digits">Digits, 0..9.</param>
    public static string Fixed(double value, int digits)
    {
        var text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−');
        return text.All(c => c is '−' or '0' or '.') ? text.TrimStart('−') : text;
    }

    /// <summary>A figure as it is written: shares in per cent without the sign, others with three digits.</summary>
    public static string Of(MetricInfo metric, double value)
    {
        return metric.Share ? Percent(value) : Fixed(value, 3);
    }

    /// <summary>Half the width of an interval of a figure.</summary>
    /// <param name="half">Half width.</param>
    public static string Half(MetricInfo metric, double half) => "±" + Of(metric, half);

    /// <summary>A difference of figures with its sign: shares in percentage points, others with three digits. What
    /// rounds to 0.0 gets one digit more.</summary>
    public static string Gain(MetricInfo metric, double difference)
    {
        if (!metric.Share) { return WithSign(difference, 3); }
        return WithSign(100 * difference, Math.Abs(100 * difference) < 0.05 && difference != 0 ? 2 : 1);
    }

    /// <summary>A number with its sign; 0 has none.</summary>
    /// <param name="digits">Digits after the point.</param>
    public static string WithSign(double value, int digits)
    {
        var text = Fixed(Math.Abs(value), digits);
        return text.All(c => c is '0' or '.') ? text : (value < 0 ? "−" : "+") + text;
    }

    /// <summary>Unit of a figure's differences.</summary>
    public static string Unit(MetricInfo metric) => metric?.Share == true ? " pp" : "";

    /// <summary>A coordinate in a picture.</summary>
    public static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A moment.</summary>
    /// <param name="milliseconds">Unix milliseconds.</param>
    public static string Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
