using DmlStudio.Trainer.Benchmarks;

namespace DmlStudio.Tests.Trainer.Benchmarks;

public class MeasurementTests
{
    [Theory]
    [InlineData(0, "0 ")]
    [InlineData(0.00000012, "1.2e-7 ")]
    [InlineData(0.0663, "0.066 ")]
    [InlineData(932.4951, "932.495 ")]
    public void Text_SmallNumbers_AreNotRoundedToNothing(double value, string shown)
    {
        var line = new Measurement("difference", "words", value, "", AtMost: 1e-3).ToString();
        Assert.Contains(" " + shown, line, StringComparison.Ordinal);
        Assert.EndsWith(value <= 1e-3 ? "target ≤ 0.001: met" : "target ≤ 0.001: MISSED", line, StringComparison.Ordinal);
    }
}
