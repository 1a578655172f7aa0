using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Settings;

public class SettingWordTests
{
    [Fact]
    public void Word_NameOrAttribute_IsTheStoredOne()
    {
        Assert.Equal("tokens-legacy-labels", LossTarget.TokensLegacyLabels.Word());
        Assert.Equal("fp32", Precision.Fp32.Word());
        Assert.Equal("u-v", PairFeatures.WithBoth.Word());
        Assert.Equal(["adamw", "adafactor"], SettingWord.All(typeof(OptimiserKind)));
    }

    [Fact]
    public void Word_NoValueOfTheEnumeration_IsRefused()
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => ((Precision)7).Word());
        Assert.Contains("Precision has no such value; expected one of fp32, bf16.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_EveryWordOfEverySetting_IsThatOfItsValue()
    {
        var types = typeof(TrainingSettings).Assembly.GetTypes().Where(t => t.IsEnum && t.Namespace == typeof(SettingWord).Namespace)
            .ToArray();
        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            var words = SettingWord.All(type);
            Assert.Distinct(words);
            Assert.All(words, w => Assert.Equal(w, SettingWord.Value(type, w)!.Word()));
            Assert.Null(SettingWord.Value(type, "nothing"));
        });
    }

    [Theory]
    [InlineData("Pooled")]
    [InlineData("1")]
    [InlineData("pooled,cls")]
    public void Make_NameOrNumberInsteadOfTheWord_IsRefused(string written)
    {
        var thrown = Assert.Throws<InvalidDataException>(() =>
            SettingInfo.Make(typeof(TrainingSettings), new Dictionary<string, string> { ["target"] = written }, "test"));
        Assert.Equal($"test: target is \"{written}\", expected one of pooled, cls, mean-pooled, tokens, tokens-with-padding, "
            + "tokens-legacy-labels (default pooled). Change it or leave it out.", thrown.Message);
    }
}
