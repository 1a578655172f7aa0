using CsCheck;
using DmlStudio.Tests.Web.Reliability;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reliability;

namespace DmlStudio.Tests.Web.Queries;

public class HeldOutTemperatureTests
{
    /// <summary>Two draws of 40 texts; the first says 0.9, the second 0.6; both are right 3 times in 4.</summary>
    private static (double[] Probabilities, int[] Gold, int[] Draw, int[] Text) Rows(bool sameTexts) => (
        [.. Enumerable.Range(0, 80).SelectMany(i => i < 40 ? new[] { .9, .1 } : [.6, .4])],
            [.. Enumerable.Range(0, 80).Select(i => i % 4 == 0 ? 1 : 0)],
        [.. Enumerable.Range(0, 80).Select(i => i / 40)], [.. Enumerable.Range(0, 80).Select(i => sameTexts ? i % 40 : i)]);

    [Fact]
    public void Scale_TwoDraws_FitsEachOnTheOther()
    {
        var (probabilities, gold, draw, text) = Rows(sameTexts: false);
        var (scaled, temperatures) = HeldOutTemperature.Scale(probabilities, gold, draw, text, 2);
        // Draw 0 is scaled by what suits draw 1: there T takes ln(0.6/0.4) to ln 3.
        Assert.Equal(Math.Log(1.5) / Math.Log(3), temperatures[0], 6);
        Assert.Equal(Math.Log(9) / Math.Log(3), temperatures[1], 6);
        var expected = Scaled.By([Math.Log(.9), Math.Log(.1)], 2, temperatures[0]);
        Assert.Equal(expected[0], scaled[0], 9);
        // The labels of a draw have no say in its own temperature.
        int[] turned = [.. gold.Select((g, i) => i < 40 ? 1 - g : g)];
        Assert.Equal(temperatures[0], HeldOutTemperature.Scale(probabilities, turned, draw, text, 2).Temperatures[0]);
    }

    [Fact]
    public void Scale_OtherDrawsHoldTheSameTexts_CannotBeFitted()
    {
        var (probabilities, gold, draw, text) = Rows(sameTexts: true);
        var (scaled, temperatures) = HeldOutTemperature.Scale(probabilities, gold, draw, text, 2);
        Assert.True(temperatures.Values.All(double.IsNaN));
        Assert.Equal(probabilities, scaled);
    }

    /// <summary>Draws share the work of their fits; each still has the temperature of a fit of its own, whatever shape the rows have: few
    /// labels or many, sure or not, all right or all wrong.</summary>
    [Fact]
    public void Scale_AnyRows_FitsEachDrawAsAlone() =>
        Gen.Select(Gen.Int[2, 12], Gen.Int[2, 5], Gen.Int[8, 40], Gen.Double[0.05, 60], Gen.Double[0, 1], Gen.Int[0, 1_000_000])
            .Sample((classes, draws, texts, scale, right, seed) =>
        {
            var random = new Random(seed);
            var count = draws * texts;
            int[] draw = [.. Enumerable.Range(0, count).Select(i => i / texts)], text = [.. Enumerable.Range(0, count)];
            int[] gold = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
            var logits = new double[count * classes];
            for (var i = 0; i < logits.Length; i++)
            {
                var own = gold[i / classes] == i % classes && random.NextDouble() < right;
                logits[i] = scale * (random.NextDouble() + (own ? 0.7 : 0));
            }
            var probabilities = Scaled.By(logits, classes, 1);
            var (_, temperatures) = HeldOutTemperature.Scale(probabilities, gold, draw, text, classes);
            var known = TemperatureScaling.Logits(probabilities);
            for (var d = 0; d < draws; d++)
            {
                int[] others = [.. Enumerable.Range(0, count).Where(i => draw[i] != d)];
                var alone = others.Length < HeldOutTemperature.Fewest ? double.NaN : TemperatureScaling.Fit(
                    [.. others.SelectMany(i => known[(i * classes)..((i + 1) * classes)])], [.. others.Select(i => gold[i])], classes);
                Assert.True(temperatures[d].Equals(alone) || Math.Abs(temperatures[d] / alone - 1) < 1e-7, $"{temperatures[d]} {alone}");
            }
        }, iter: 300);
}
