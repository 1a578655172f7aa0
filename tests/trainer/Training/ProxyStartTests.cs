using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class ProxyStartTests
{
    /// <summary>Two class means share most of their direction; without what they share they are opposite. The length is
    /// the published one.</summary>
    [Theory]
    [InlineData("class-means", 0.5, 1)]
    [InlineData("centred-means", -1.0001, -0.9999)]
    public void Proxies_AtClassMeans_StandWhereTheTextsAre_AtThePublishedLength(string start, double least, double most)
    {
        var published = Start("published");
        var moved = Start(start);
        int h = published.Length / 2;
        double Dot(float[] a, int i, float[] b, int j) => Vectors.Dot(a.AsSpan(i * h, h), b.AsSpan(j * h, h));
        for (var p = 0; p < 2; p++) { Assert.Equal(Math.Sqrt(Dot(published, p, published, p)), Math.Sqrt(Dot(moved, p, moved, p)), 1e-3); }
        Assert.InRange(Dot(moved, 0, moved, 1) / Math.Sqrt(Dot(moved, 0, moved, 0) * Dot(moved, 1, moved, 1)), least, most);
    }

    private static float[] Start(string init)
    {
        var cell = Toy.Cell("proxy-anchor",
            new TrainingSettings { Shots = 16, Steps = 1, LearningRate = 1e-4, ProxyInit = Words.Of<ProxyInit>(init) });
        var (model, start, _, _) =
            FewShotTraining.TrainTraced(cell, FewShotTraining.Split(cell).Train, CPU, (_, _) => { }, CancellationToken.None);
        model.Dispose();
        return start;
    }
}
