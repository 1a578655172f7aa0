using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>Writing a finished run, against the time that it took to make.</summary>
internal static class StoreBenchmark
{
    private const int Texts = 10_000, Explained = 100, Words = 24, Rules = 6;

    /// <param name="subject">What is measured.</param>
    /// <param name="step">Seconds of a training step.</param>
    /// <param name="text">Seconds to read a text.</param>
    /// <param name="interrupt">Stops between turns.</param>
    public static IReadOnlyList<Measurement> Of(BenchSubject subject, double step, double text, CancellationToken interrupt)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            var store = RunStore.Open(folder);
            var cell = subject.Cell;
            var (summary, classes) = (cell.Summary(0), cell.Corpus.Source.Labels.Count);
            var curve = new TrainingCurve(new float[summary.Steps], new float[summary.Steps], new float[summary.Steps],
                new float[summary.Steps], new float[summary.Steps]);
            var random = Seeds.Source(1, "bench");
            float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
            var details = new RunDetails
            {
                Settings = cell.Values(),
                Environment = [],
                Command = "",
                Curve = curve,
                Predictions = new Predictions([.. Enumerable.Range(0, Texts)], new int[Texts],
                    [.. Enumerable.Range(0, Rules)
                        .Select(r => new RulePredictions(FormattableString.Invariant($"rule-{r}"), new int[Texts],
                            Floats(Texts * classes)))], Floats(Texts), Floats(Texts)),
            };
            var explanations = Enumerable.Range(0, Explained).Select(i => new Explanation
            {
                TextIndex = i,
                Method = "lime",
                Profile = "captum",
                Target = "probability",
                Label = 0,
                Words = [.. Enumerable.Range(0, Words).Select(w => new WordWeight(w * 6, w * 6 + 5, random.NextDouble()))],
                Intercept = 0,
                RSquared = 0.5,
                NoiseFloor = 0.01,
                Kkt = 0,
                ValueAtText = 0.9,
                ValueAllAbsent = 0.5,
                ForwardPasses = 1000,
                Settings = [],
            }).ToArray();
            double Write()
            {
                using var writer = store.Claim(summary.Id);
                return subject.Clock.Time(() =>
                {
                    writer.Restart(summary);
                    writer.PublishExplanations(explanations);
                    writer.Finish(summary with { Status = RunStatus.Done }, details);
                });
            }
            var seconds = Turns.Median(Turns.Seconds(subject.Rounds, interrupt, [Write])[0]);
            var run = step * cell.Settings.Steps + text * Texts;
            return
            [
                new("store-share-of-a-run",
                    string.Create(CultureInfo.InvariantCulture,
                        $"{seconds * 1000:0} ms to write {Texts} predictions by {Rules} rules and {Explained} explained texts, "
                            + $"against {cell.Settings.Steps} steps and the reading of the texts ({run:0} s)"),
                    seconds / run, "×", AtMost: 0.01),
            ];
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
