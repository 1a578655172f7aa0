using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class LabelVectorStartTests
{
    [Fact]
    public void Train_FromNames_StartsWithTheAnglesOfTheNames()
    {
        // At no rate the label vectors stay where they start; the names are no words of the texts.
        float[] Distances(string start, params string[] labels)
        {
            using var scope = NewDisposeScope();
            var cell = Toy.Cell("clld", new TrainingSettings { Shots = 6, Steps = 1, LearningRate = 0 }, null,
                labels) with
            { LossSettings = new ClldSettings { Start = Words.Of<ClldStart>(start), LabelSize = 2048 } };
            var (model, _, _) = FewShotTraining.Train(cell, FewShotTraining.Split(cell).Train, CPU, (_, _) => { }, CancellationToken.None);
            using (model)
            {
                if (start == "names" && labels[0] == "excellent")
                {
                    var (rows, _) = model.Network.Reading.Pooled([.. labels.Select(l => cell.Corpus.Tokens.Of(l, null))],
                        CancellationToken.None);
                    var cosine = DmlStudio.Inference.Vectors.Dot(DmlStudio.Inference.Vectors.Normalised(rows[..32], 32),
                        DmlStudio.Inference.Vectors.Normalised(rows[32..], 32));
                    var found = ClldLoss.Distances(model.Network.Parameters["label-vectors"])[1];
                    // Drawn directions keep angles up to about 1/√2048.
                    Assert.Equal((1 - cosine) / 2, found, 0.08);
                }
                return ClldLoss.Distances(model.Network.Parameters["label-vectors"]);
            }
        }
        Assert.NotEqual(Distances("drawn", "excellent", "dreadful"), Distances("names", "excellent", "dreadful"));
        // Names that say nothing leave the drawn start.
        Assert.Equal(Distances("drawn", "0", "1"), Distances("names", "0", "1"));
    }

    [Fact]
    public void Train_MemberFromNames_StartsThereToo()
    {
        using var scope = NewDisposeScope();
        float[] Start(string start)
        {
            var cell = Toy.Cell("ensemble(cce,clld)", new TrainingSettings { Shots = 6, Steps = 1, LearningRate = 0 }, null, "excellent",
                "dreadful") with
            { MemberSettings = [null, new ClldSettings { Start = Words.Of<ClldStart>(start) }] };
            var (model, _, _) = FewShotTraining.Train(cell, FewShotTraining.Split(cell).Train, CPU, (_, _) => { }, CancellationToken.None);
            using (model) { return model.Network.Parameters.Copy("clld.1.label-vectors"); }
        }
        Assert.NotEqual(Start("drawn"), Start("names"));
    }
}
