using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Training;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

public class TripleEntropyLossTests
{
    [Fact]
    public void Value_IsSoftTripleOfTheSameSettings()
    {
        using var scope = NewDisposeScope();
        var d = new LossDraw("triple-entropy", 9, 4);
        var soft = new SoftTripleLoss(new SoftTripleSettings(), LossDraw.Classes, LossDraw.Dimension);
        Assert.Equal(soft.Value(d.Embeddings, d.Labels, d.Parameters)!.item<double>(), d.Value(), 1e-12);
    }

    [Fact]
    public void Target_IsEveryPosition_OrTheRealTokensAlone()
    {
        Assert.Equal(LossTarget.TokensWithPadding, new TripleEntropyLoss(new TripleEntropySettings(), 2, 2).Target);
        Assert.Equal(LossTarget.Tokens, new TripleEntropyLoss(new TripleEntropySettings { Masked = true }, 2, 2).Target);
    }

    [Fact]
    public void Objective_BringsCrossEntropy_AndIsWrittenWithoutIt()
    {
        var choice = ObjectiveTable.Parse("triple-entropy");
        Assert.True(choice.CrossEntropy);
        Assert.Equal("triple-entropy", choice.Text);
        Assert.Equal("TripleEntropy", choice.Title);
        Assert.Equal("head", choice.MainRule(null, "auto", Toy.Cell("cce", new TrainingSettings()).Corpus.Source));
        var thrown = Assert.Throws<InvalidDataException>(() => ObjectiveTable.Parse("cce+triple-entropy"));
        Assert.Equal("Loss \"cce+triple-entropy\": cross-entropy belongs to TripleEntropy already, expected it without cce+. Leave cce+ "
            + "away; --beta weighs it.", thrown.Message);
        Assert.Throws<InvalidDataException>(() => ObjectiveTable.Parse("ensemble(triple-entropy,sup-con)"));
    }
}
