using System.Text;
using DmlStudio.Claims;
using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Claims;

public sealed class PaperFileTests
{
    private const string Head = "title: T\nsource: S\nexperiments:\n  - name: small\n    datasets: [toy]\n";

    public static TheoryData<string> Keys() => [.. PaperTable.All.Select(p => p.Key)];

    [Fact]
    public void Table_OfPapers_HasEveryFileOfTheFolder()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "data", "claims"), "*.yaml").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(files.Order(), PaperTable.All.Select(p => p.Key).Order());
        Assert.Equal(13, PaperTable.All.Count);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Paper_ThatComesWithTheProgram_CanBeCheckedOrSaysWhyNot(string key)
    {
        var paper = PaperTable.Find(key)!;
        Assert.True(paper.IsInside && paper.Title.Length > 0 && paper.Source.Length > 0 && paper.Task.Length > 0);
        Assert.All(paper.Claims, c =>
        {
            Assert.EndsWith(".", c.Says, StringComparison.Ordinal);
            Assert.True(c.IsCheckable != (c.Missing.Length > 0));
            foreach (var loss in c.IsCheckable ? new[] { c.Loss, c.Baseline } : []) { Assert.NotNull(ObjectiveInfo.Find(loss)); }
            // A difference of words in another measure is no figure of ours.
            Assert.True(c.Published.Length == 0 || c.ReadIn.Length > 0, c.Name);
        });
        Assert.All(paper.Experiments, e => Assert.NotEmpty(paper.LossesOf(e)));
    }

    [Fact]
    public void Figures_ThatAreKnown_AreThoseOfThePapers()
    {
        var known = PaperTable.All.SelectMany(p => p.Claims.Select(c => (p.Key, c)))
            .Where(x => (x.c.Figure ?? x.c.Low ?? x.c.High) is not null)
            .Select(x => (x.Key, x.c.Figure, x.c.Low, x.c.High));
        Assert.Equal([("revisiting-dml", 3.27, null, 10.38), ("dml-few-shot", 2.89, 0.04, 13.48), ("triple-entropy", null, 0.02, 2.29)],
            known);
    }

    [Theory]
    [InlineData("titel: T\n", "mine.yaml, line 1, column 1: the file: \"titel\" is not known. Did you mean \"title\"?")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    bseline: cce\n",
        "mine.yaml, line 9, column 5: a claim: \"bseline\" is not known. Did you mean \"baseline\"?")]
    [InlineData(Head + "claims: x\n", "mine.yaml, line 6, column 9: claims of the file is a text, expected a list.")]
    [InlineData(Head + "claims:\n  - x\n", "mine.yaml, line 7, column 5: a claim is a text, expected keys with values.")]
    [InlineData(Head, "mine.yaml, line 1, column 1: the file holds no claims, expected a list of at least one.")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    loss: cce\n",
        "mine.yaml, line 9, column 11: the claim a has no loss, baseline or experiment, expected all three")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    figure: much\n",
        "mine.yaml, line 9, column 13: figure of a claim is \"much\", expected a number from -100 to 100.")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    figure: 2\n",
        "mine.yaml, line 9, column 13: the claim a does not say where its figure was read, expected \"read-in: …\".")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    rule: haed\n",
        "line 9, column 11: rule: \"haed\" is not known. Did you mean \"head\"?")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    metric: acuracy\n", "Did you mean \"accuracy\"?")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    baseline-metric: acuracy\n", "Did you mean \"accuracy\"?")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    baseline-metric: nll\n", "expected two figures of one unit")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    low: 3\n    high: 2\n    read-in: x\n    missing: y\n",
        "line 9, column 10: the claim a is published from 3 to 2, expected low to be at most high.")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    loss: sup-con\n    baseline: cce\n    metric: nmi\n    rule: head\n",
        "line 12, column 11: the claim a names the rule head for nmi, which is a figure of the embedding and of no rule")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    loss: cce\n    baseline: sup-con\n    metric: nmi\n"
        + "    baseline-rule: head\n", "the claim a names the rule head for nmi")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    loss: cce\n    baseline: cce\n    baseline-metric: accuracy\n",
        "line 10, column 15: the claim a compares cce with itself, expected another loss, rule or metric on one side.")]
    [InlineData(Head + "    settings: { shots: 9 }\n", "line 6, column 24: the settings of small hold shots, expected it beside them")]
    [InlineData(Head + "    settings: { stesp: 9 }\n", "settings of small: \"stesp\" is not known. Did you mean \"steps\"?")]
    [InlineData(Head + "    settings:\n      steps:\n", "line 7, column 13: the setting steps of small is empty")]
    [InlineData(Head + "    settings:\n      sup-con.margin: ''\n", "line 7, column 23: the setting sup-con.margin of small is empty")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    experiments: [large]\n",
        "names the experiment \"large\", expected one of small.")]
    [InlineData(Head + "claims:\n  - name: a\n    says: A.\n    missing: x\n  - name: a\n    says: B.\n    missing: y\n",
        "a claim is called \"a\" twice")]
    [InlineData("title: T\nsource: S\nclaims:\n  - name: A b\n", "the name is \"A b\", expected small letters, digits and dashes.")]
    [InlineData("title: T\ntitle: U\n", "mine.yaml, line 2, column 1: ")]
    [InlineData("title: [\n", "mine.yaml, line ")]
    [InlineData("", "mine.yaml holds nothing")]
    [InlineData("source: S\nclaims:\n  - name: a\n    says: A.\n    missing: x\n", "the file has no title, expected \"title: …\".")]
    public void Read_WhatIsNoClaim_IsRefusedWithItsPlace(string text, string expected)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => PaperFile.Read(Encoding.UTF8.GetBytes(text), "mine.yaml", "mine"));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("Mine")]
    [InlineData("")]
    public void Read_NameThatIsNoAddress_IsRefused(string key) =>
        Assert.Contains("Rename it", Assert.Throws<InvalidDataException>(() => PaperFile.Read([], "f", key)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused() => Assert.Contains("is not UTF-8", Assert.Throws<InvalidDataException>(() =>
        PaperFile.Read([0x74, 0x3a, 0x20, 0xff], "f", "f")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mark_OfAnExperiment_ChangesWithWhatMakesOtherRuns()
    {
        var experiment = new ClaimExperiment("small", ["toy"]);
        Assert.Equal(experiment.Mark, (experiment with { Name = "other", Draws = 9, Datasets = ["a", "b"] }).Mark);
        Assert.NotEqual(experiment.Mark, (experiment with { Shots = 21 }).Mark);
        Assert.NotEqual(experiment.Mark, (experiment with { Protocol = "paper" }).Mark);
        Assert.NotEqual(experiment.Mark, (experiment with { Settings = new Dictionary<string, string> { ["steps"] = "3" } }).Mark);
    }
}
