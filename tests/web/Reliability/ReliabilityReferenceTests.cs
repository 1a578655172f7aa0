using DmlStudio.Statistics;
using DmlStudio.Web.Reliability;
using static DmlStudio.Tests.Web.Reliability.Fixture;

namespace DmlStudio.Tests.Web.Reliability;

/// <summary>The calibration part of metrics.json: figures of scikit-learn, scipy and torch in double arithmetic.</summary>
[Trait("Category", "Reference")]
public class ReliabilityReferenceTests
{
    [SkippableFact]
    public void Calibration_AllCases_AgreesWithReference()
    {
        var seen = 0;
        foreach (var item in Cases("calibration"))
        {
            var (id, tolerance, outputs) =
                (item.GetProperty("id").GetString()!, item.GetProperty("tolerance").GetDouble(), item.GetProperty("outputs"));
            var probabilities = item.GetProperty("inputs").GetProperty("probabilities").Flat();
            var labels = item.GetProperty("inputs").GetProperty("labels").Integers();
            var classes = probabilities.Length / labels.Length;
            foreach (var bins in new[] { 10, 15 })
            {
                var found = Calibration.Of(probabilities, labels, classes, bins);
                Same(outputs.Number($"ece{bins}"), found.Ece, tolerance, $"{id} ece{bins}");
                Same(outputs.Number($"mce{bins}"), found.Mce, tolerance, $"{id} mce{bins}");
                Same(outputs.Number($"equalMassEce{bins}"), found.EqualMassEce, tolerance, $"{id} equalMassEce{bins}");
                Same(outputs.Number($"equalMassMce{bins}"), found.EqualMassMce, tolerance, $"{id} equalMassMce{bins}");
                Same(outputs.Number("brier"), found.Brier, tolerance, $"{id} brier");
                Same(outputs.Number("nll"), found.Nll, tolerance, $"{id} nll");
                Same(outputs.Number("overconfidence"), found.Overconfidence, tolerance, $"{id} overconfidence");
                Assert.Equal(outputs.GetProperty($"reliability{bins}").GetArrayLength(), found.EqualWidth.Count);
                // With fewer rows than bins some stay empty; the reference leaves those out.
                ReliabilityBin[] filled = [.. found.EqualMass.Where(b => b.Count > 0)];
                Assert.Equal(outputs.GetProperty($"equalMass{bins}").GetArrayLength(), filled.Length);
                foreach (var (expected, bin) in outputs.GetProperty($"reliability{bins}").EnumerateArray().Zip(found.EqualWidth))
                {
                    Assert.Equal(expected.GetProperty("count").GetInt32(), bin.Count);
                    Same(expected.Number("lower"), bin.Lower, 1e-12, $"{id} lower");
                    Same(expected.Number("upper"), bin.Upper, 1e-12, $"{id} upper");
                    Same(expected.Number("accuracy"), bin.Accuracy, tolerance, $"{id} accuracy of a bin");
                    Same(expected.Number("meanConfidence"), bin.MeanConfidence, tolerance, $"{id} confidence of a bin");
                }
                foreach (var (expected, bin) in outputs.GetProperty($"equalMass{bins}").EnumerateArray().Zip(filled))
                {
                    Assert.Equal(expected.GetProperty("count").GetInt32(), bin.Count);
                    Same(expected.Number("accuracy"), bin.Accuracy, tolerance, $"{id} accuracy of a group");
                    Same(expected.Number("meanConfidence"), bin.MeanConfidence, tolerance, $"{id} confidence of a group");
                    Same(expected.Number("lowest"), bin.Lower, tolerance, $"{id} lowest");
                    Same(expected.Number("highest"), bin.Upper, tolerance, $"{id} highest");
                }
            }
            Same(outputs.Number("adaptiveCalibrationError10"), Calibration.Adaptive(probabilities, labels, classes, 10), tolerance,
                $"{id} adaptive");
            Same(outputs.Number("classwiseEce15"), Calibration.Classwise(probabilities, labels, classes, 15), tolerance, $"{id} classwise");
            seen++;
        }
        Assert.True(seen > 0);
    }

    [SkippableFact]
    public void TemperatureScaling_AllCases_AgreesWithReference()
    {
        foreach (var item in Cases("temperatureScaling"))
        {
            var (id, outputs, tolerance) =
                (item.GetProperty("id").GetString()!, item.GetProperty("outputs"), item.GetProperty("tolerance"));
            var logits = item.GetProperty("inputs").GetProperty("logits").Flat();
            var labels = item.GetProperty("inputs").GetProperty("labels").Integers();
            var classes = logits.Length / labels.Length;
            var found = TemperatureScaling.Fit(logits, labels, classes);
            Same(outputs.Number("temperature"), found, tolerance.GetProperty("temperature").GetDouble(), id);
            Calibration before = Calibration.Of(Scaled.By(logits, classes, 1), labels, classes),
                after = Calibration.Of(Scaled.By(logits, classes, found), labels, classes);
            Same(outputs.Number("nllBefore"), before.Nll, tolerance.GetProperty("nll").GetDouble(), id + " nll before");
            Same(outputs.Number("nllAfter"), after.Nll, tolerance.GetProperty("nll").GetDouble(), id + " nll after");
            Same(outputs.Number("ece15Before"), before.Ece, tolerance.GetProperty("ece").GetDouble(), id + " ece before");
            Same(outputs.Number("ece15After"), after.Ece, tolerance.GetProperty("ece").GetDouble(), id + " ece after");
        }
    }

    [SkippableFact]
    public void RiskCoverage_AllCases_AgreesWithReference()
    {
        foreach (var item in Cases("selective"))
        {
            var (id, outputs, tolerance) =
                (item.GetProperty("id").GetString()!, item.GetProperty("outputs"), item.GetProperty("tolerance").GetDouble());
            var found = RiskCoverage.Of(item.GetProperty("inputs").GetProperty("confidence").Numbers(),
                [.. item.GetProperty("inputs").GetProperty("wrong").Integers().Select(w => w == 0)]);
            var coverage = outputs.GetProperty("coverage").Numbers();
            Assert.Equal(coverage.Length, found.Risk.Count);
            Assert.Equal(Enumerable.Range(1, found.Risk.Count), coverage.Select(found.Answered));
            foreach (var (k, at) in coverage.Select((c, k) => (k, c)))
            {
                Same(at, (k + 1.0) / found.Risk.Count, tolerance, id + " coverage");
            }
            Assert.Equal(outputs.GetProperty("risk").GetArrayLength(), found.Risk.Count);
            foreach (var (expected, risk) in outputs.GetProperty("risk").Numbers().Zip(found.Risk))
            {
                Same(expected, risk, tolerance, id + " risk");
            }
            Same(outputs.Number("aurc"), found.Aurc, tolerance, id + " aurc");
            Same(outputs.Number("optimalAurc"), found.Optimal, tolerance, id + " optimal");
            Same(outputs.Number("excessAurc"), found.Excess, tolerance, id + " excess");
            foreach (var at in outputs.GetProperty("selectiveAccuracy").EnumerateObject())
            {
                Same(at.Value.GetDouble(), found.AccuracyAt(double.Parse(at.Name, System.Globalization.CultureInfo.InvariantCulture)),
                    tolerance, $"{id} at {at.Name}");
            }
        }
    }

    [SkippableFact]
    public void Deciles_AllCases_AgreesWithReference()
    {
        foreach (var item in Cases("deciles"))
        {
            var (id, outputs, tolerance) =
                (item.GetProperty("id").GetString()!, item.GetProperty("outputs"), item.GetProperty("tolerance").GetDouble());
            var distance = item.GetProperty("inputs").GetProperty("distance").Numbers();
            var found = AccuracyGroup.Of(EqualGroups.Falling(distance, 10), distance,
                [.. item.GetProperty("inputs").GetProperty("correct").Integers().Select(c => c == 1)]);
            Assert.Equal(outputs.GetProperty("groups").GetArrayLength(), found.Count);
            foreach (var (expected, group) in outputs.GetProperty("groups").EnumerateArray().Zip(found))
            {
                Assert.Equal(expected.GetProperty("count").GetInt32(), group.Count);
                Same(expected.Number("meanDistance"), group.Mean, tolerance, id + " mean");
                Same(expected.Number("accuracy"), group.Accuracy, tolerance, id + " accuracy");
                Same(expected.Number("wilsonLow"), group.Interval!.Value.Low, tolerance, id + " low");
                Same(expected.Number("wilsonHigh"), group.Interval!.Value.High, tolerance, id + " high");
            }
            Same(outputs.Number("spearmanDecileAccuracy"), AccuracyGroup.Spearman(found), tolerance, id + " spearman");
        }
    }
}
