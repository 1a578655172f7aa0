using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Evaluation;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Evaluation;

/// <summary>Logistic regressions on MiniLM's sentence vectors against scikit-learn's: accuracies at each strength, on TREC's official test
/// part and on the listed folds of MR.</summary>
[Trait("Category", "Reference")]
public class LinearProbeReferenceTests
{
    [SkippableTheory]
    [InlineData("mean")]
    [InlineData("mean_l2_normalised")]
    public void Accuracy_FixedStrengths_AgreeWithReference(string features)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DMLSTUDIO_STUDY") == "1",
            "Takes minutes: set DMLSTUDIO_STUDY=1 to embed TREC and MR and fit the probes.");
        var fixture = Fixtures.Json("linear-probes.json");
        // One text of TREC's five hundred is 0.2, and the reference's solver stops earlier than ours: what the file allows.
        var tolerance = fixture.GetProperty("tolerance_percentage_points").GetDouble();
        var folders = new DataFolders(Fixtures.Require("data"), "");
        using var encoder = TextEncoder.Open(Fixtures.Require("models", fixture.GetProperty("model").GetString()!), "mean", 256,
            Precision.Fp32, CPU);
        float[] Rows(IEnumerable<string> texts)
        {
            var rows = encoder.Embed([.. texts.Select(t => encoder.Tokens(t))], CancellationToken.None);
            if (features == "mean") { return rows; }
            using var unit = nn.functional.normalize(tensor(rows).view(-1, encoder.Size));
            return unit.data<float>().ToArray();
        }

        var trec = SentEvalDataset.Trec(folders.SentEval);
        var reference = fixture.GetProperty("TREC");
        Assert.Equal(reference.GetProperty("train_rows").GetInt32(), trec.PoolCount);
        using (var probe = new LinearProbe(Rows(trec.Texts.Select(t => t.Text)), [.. trec.Texts.Select(t => t.Label)], trec.Labels.Count))
        {
            int[] train = [.. Enumerable.Range(0, trec.PoolCount)],
                test = [.. Enumerable.Range(trec.PoolCount, trec.Texts.Count - trec.PoolCount)];
            foreach (var (strength, accuracy) in Strengths(reference.GetProperty("features").GetProperty(features)
                .GetProperty("test_accuracy_per_C")))
            {
                Near(accuracy, probe.Accuracy(train, test, strength), tolerance, $"TREC C = {strength}");
            }
        }

        var mr = fixture.GetProperty("MR");
        string[] Lines(string file, string listed)
        {
            var lines = TextFile.Latin1Lines(Path.Combine(folders.SentEval, "MR", file));
            return [.. mr.GetProperty(listed).EnumerateArray().Select(i => lines[i.GetInt32()].Trim())];
        }
        string[] negative = Lines("rt-polarity.neg", "neg_line_indices"), positive = Lines("rt-polarity.pos", "pos_line_indices");
        using (var probe = new LinearProbe(Rows([.. negative, .. positive]), [.. negative.Select(_ => 0), .. positive.Select(_ => 1)], 2))
        {
            int[][] folds = [.. mr.GetProperty("outer_test_rows").EnumerateArray()
                .Select(f => f.EnumerateArray().Select(i => i.GetInt32()).ToArray())];
            int[] all = [.. Enumerable.Range(0, negative.Length + positive.Length)];
            foreach (var (strength, accuracy) in Strengths(mr.GetProperty("features").GetProperty(features)
                .GetProperty("mean_accuracy_fixed_C")))
            {
                Near(accuracy, folds.Average(fold => probe.Accuracy([.. all.Except(fold)], fold, strength)), tolerance,
                    $"MR C = {strength}");
            }
        }
    }

    private static IEnumerable<(double Strength, double Accuracy)> Strengths(JsonElement accuracies) =>
        accuracies.EnumerateObject()
            .Select(a => (double.Parse(a.Name, System.Globalization.CultureInfo.InvariantCulture), a.Value.GetDouble()));

    private static void Near(double expected, double found, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - 100 * found) <= tolerance + 1e-9, $"{what}: {100 * found:0.00}, expected {expected:0.00}");
}
