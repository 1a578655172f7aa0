using DmlStudio.Losses;
using DmlStudio.Settings;

namespace DmlStudio.Tests.Trainer.Losses;

public class LossTableTests
{
    /// <summary>Objectives whose exact form the sources do not give (docs/objectives.md): the product must say so
    /// wherever they are shown.</summary>
    private static readonly string[] Reconstructed =
    [
        "e-sup-con", "spce", "clld", "scal", "uscal", "ensemble", "epo", "pull", "push", "two-stage", "setfit", "fastfit", "frozen-probe",
            "recommended", "recommended-unlabelled",
        "pair-contrastive", "sbert-cosine", "sbert-softmax", "sbert-triplet", "multiple-negatives", "sim-cse-supervised",
    ];

    public static IEnumerable<object[]> Keys =>
        LossTable.All.Select(l => l.Key).Append("cce").Append("combination").Select(k => new object[] { k });

    [Theory]
    [MemberData(nameof(Keys))]
    public void EveryLoss_HasACardWithFormulaAndSource(string key)
    {
        var card = ObjectiveInfo.Find(key);
        Assert.NotNull(card);
        Assert.StartsWith("L", card.Formula, StringComparison.Ordinal);
        Assert.Contains("=", card.Formula, StringComparison.Ordinal);
        Assert.NotEmpty(card.Source);
        Assert.NotEmpty(card.Title);
    }

    [Fact]
    public void ReconstructedObjectives_SayWhatIsOurOwn() =>
        Assert.All(Reconstructed, key => Assert.NotEmpty(ObjectiveInfo.Find(key)!.Own));

    [Fact]
    public void Card_OfACombination_IsThatOfTheMetricLoss() => Assert.Equal("ProxyAnchor", ObjectiveInfo.Find("cce+proxy-anchor")!.Title);

    [Fact]
    public void Keys_AreUnique() => Assert.Equal(ObjectiveInfo.All.Count, ObjectiveInfo.All.Select(o => o.Key).Distinct().Count());
}
