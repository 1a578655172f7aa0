using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Settings;

public class SettingInfoTests
{
    [Fact]
    public void Make_ValuesOfEveryKind_AreSet()
    {
        var made = (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings), new Dictionary<string, string>
        {
            ["shots"] = "16",
            ["learning-rate"] = "1e-5",
            ["stratified"] = "no",
            ["pooling"] = "cls",
        }, "test");
        Assert.Equal(new TrainingSettings { Shots = 16, LearningRate = 1e-5, Stratified = false, Pooling = "cls" }, made);
    }

    [Theory]
    [InlineData("shots", "0", "from 1 to 1000000")]
    [InlineData("shots", "2.5", "a whole number")]
    [InlineData("learning-rate", "fast", "a number")]
    [InlineData("target", "all", "pooled, cls")]
    [InlineData("learning-rte", "1", "learning-rate")]
    public void Make_WrongValue_SaysWhatIsExpected(string name, string value, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            SettingInfo.Make(typeof(TrainingSettings), new Dictionary<string, string> { [name] = value }, "test"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_DefaultsOfEveryRecord_AreInTheirRange()
    {
        foreach (var type in typeof(TrainingSettings).Assembly.GetTypes()
            .Where(t => t.Namespace == "DmlStudio.Settings" && t.Name.EndsWith("Settings", StringComparison.Ordinal)))
        {
            SettingInfo.Require(Activator.CreateInstance(type)!, type.Name);
        }
    }
}
