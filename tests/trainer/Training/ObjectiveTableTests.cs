using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Tests.Trainer.Training;

public class ObjectiveTableTests
{
    [Theory]
    [InlineData("cce", "cce", "CCE")]
    [InlineData("cce + sup-con", "cce+sup-con", "CCE + SupCon")]
    [InlineData("sup-con+cce", "cce+sup-con", "CCE + SupCon")]
    [InlineData("proxy-anchor", "proxy-anchor", "ProxyAnchor")]
    public void Parse_WhatAPersonWrote_IsUnderstood(string written, string text, string title)
    {
        var choice = ObjectiveTable.Parse(written);
        Assert.Equal((text, title), (choice.Text, choice.Title));
    }

    [Theory]
    [InlineData("sup-kon", "Did you mean \"sup-con\"?")]
    [InlineData("cce+cce", "is not known")]
    [InlineData("sup-con(cce)", "expected none")]
    [InlineData("", "is not known")]
    public void Parse_Wrong_SaysWhatWasExpected(string written, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ObjectiveTable.Parse(written)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void All_Keys_AreUnique() => Assert.Equal(ObjectiveTable.All.Count, ObjectiveTable.All.Select(o => o.Key).Distinct().Count());

    [Fact]
    public void Split_CommasInParentheses_StayInside() =>
        Assert.Equal(["cce", "ensemble(sup-con,proxy-anchor)", "sup-con"],
            ObjectiveTable.Split("cce, ensemble(sup-con,proxy-anchor),sup-con,"));

    [Fact]
    public void Cards_SayWhatCanStandBesideCrossEntropy() => Assert.All(ObjectiveTable.All, o =>
    {
        var refused = Record.Exception(() => ObjectiveTable.Parse("cce+" + o.Key)) is InvalidDataException;
        Assert.True(o.Card.Alone == refused, o.Key);
    });

    [Fact]
    public void Rules_ThatDecide_HaveATitle() =>
        Assert.All(ObjectiveTable.All.SelectMany(o =>
            new[] { o.Rule(Activator.CreateInstance(o.Settings)!, Toy.Cell("cce", new TrainingSettings()).Corpus.Source), o.PairRule }),
                rule =>
        Assert.True(InferenceTable.OfObjectives.Concat(InferenceTable.All).Any(r => r.Key == rule), rule));
}
