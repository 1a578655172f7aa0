using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public class LabelNamesTests
{
    [Theory]
    [InlineData("snips", "AddToPlaylist", "add to playlist")]
    [InlineData("snips", "GetWeather", "get weather")]
    [InlineData("banking77", "card_not_working", "card not working")]
    [InlineData("banking77", "Refund_not_showing_up", "Refund not showing up")]
    [InlineData("banking77", "reverted_card_payment?", "reverted card payment?")]
    [InlineData("support", "product-question", "product question")]
    [InlineData("sst5", "very negative", "very negative")]
    [InlineData("trec", "DESC", "description")]
    [InlineData("trec", "NUM", "numeric value")]
    [InlineData("mine", "DESC", "DESC")]
    [InlineData("mine", "PINBlocked", "PIN blocked")]
    [InlineData("mine", "resetPIN2Times", "reset PIN2 times")]
    [InlineData("mine", "__", "__")]
    public void Of_LabelsAsTheyAreWritten_AreReadable(string dataset, string label, string name) =>
        Assert.Equal(name, LabelNames.Of(dataset, label));

    [Fact]
    public void Of_NamesOfAPersonsOwn_StandInTheOrderOfTheLabels()
    {
        var corpus = new Corpus("trec", ["DESC", "HUM"],
            [.. Enumerable.Range(0, 8).Select(i => new LabelledText($"text {i}", null, i % 2))]);
        Assert.Equal(["description", "human"], LabelNames.Of(corpus, ""));
        Assert.Equal(["what it is", "a person"], LabelNames.Of(corpus, "what it is; a person"));
    }

    [Theory]
    [InlineData(true, "positive", "negative")]
    [InlineData(true, "pos", "neg")]
    [InlineData(true, "yes", "no")]
    [InlineData(true, "get weather", "play music")]
    [InlineData(true, "好", "坏")]
    [InlineData(false, "0", "1")]
    [InlineData(false, "A", "B")]
    [InlineData(false, "class 1", "class 2")]
    [InlineData(false, "LABEL 0", "label 1")]
    [InlineData(false, "positive", "-1")]
    public void Tell_Names_SaySomethingOrNot(bool tell, params string[] names) => Assert.Equal(tell, LabelNames.Tell(names));
}
