using DmlStudio.Inference;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>What holds for every objective of the table, with a tiny encoder: it learns, and again bit by bit.</summary>
public class EveryObjectiveTests
{
    /// <summary>Objectives that look at no label, or only pull together: they need not tell labels apart.</summary>
    private static readonly string[] Free = ["sim-cse", "nt-xent-views", "uscal", "frozen-probe", "pull", "cce+pull"];

    public static IEnumerable<object[]> All => EveryObjective.Keys.Select(k => new object[] { k });

    [Theory]
    [MemberData(nameof(All))]
    public void Train_SeparableTexts_LearnsThemWithEqualBitsTwice(string loss)
    {
        var cell = EveryObjective.Cell(loss);
        var (first, accuracy) = Run(cell);
        Assert.True(Free.Contains(loss) || accuracy > 0.8, $"accuracy {accuracy}");
        Assert.Equal(first, Run(cell).Embeddings);
    }

    private static (float[] Embeddings, double Accuracy) Run(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var (model, start, curve, trace) = FewShotTraining.TrainTraced(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.Equal(cell.Steps, curve.Count);
            Assert.All(trace?.Series.Where(s => !s.Name.StartsWith("second-stage", StringComparison.Ordinal))
                ?? [], s => Assert.Equal(cell.Steps, s.Values.Length));
            Assert.All(trace?.Tables ?? [], t => Assert.Equal(t.Rows.Count * t.Columns.Count, t.Values.Length));
            var found = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None);
            var texts = cell.Corpus.Tokens.Of(split.Test);
            // What decides is what an explanation asks.
            var decided = ClassScores.Largest(ClassScores.Softmax(model.Decide(cell.MainRule, texts, CancellationToken.None), 2), 2);
            Assert.Equal(found.Predictions.Rule(cell.MainRule)!.Predicted, decided);
            return (model.Read(texts, CancellationToken.None).Embeddings,
                found.Metrics.Single(m => m.Rule == cell.MainRule && m.Name == "accuracy").Value);
        }
    }
}
