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
    public void Of_LabelsAsTheyAreWritten_AreReadable(string dataset, string label, string name) => Assert.Equal(name, LabelNames.Of(dataset, label));
}
