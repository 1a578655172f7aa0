using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Settings;

public class SettingInfoTests
{
    private static IEnumerable<Type> Records => typeof(TrainingSettings).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsClass: true } && t.GetConstructor([]) is not null && SettingInfo.Of(t).Count > 0);

    // Without a range, what nobody meant trains without a word: a share of 2, a count of -1.
    [Fact]
    public void Numbers_OfEveryRecord_HaveARangeThatIsHeld()
    {
        var checks = 0;
        foreach (var type in Records)
        {
            Type[] numbers = [typeof(int), typeof(long), typeof(double)];
            foreach (var info in SettingInfo.Of(type).Where(i => numbers.Contains(i.Type)))
            {
                Assert.True(double.IsFinite(info.Min) && double.IsFinite(info.Max), $"{type.Name}.{info.Name} has no range.");
                foreach (var text in new[] { "NaN", "Infinity", "-Infinity", "1e300", "-1e300", "99999999999999999999", "", "1,5", "0x10" })
                {
                    var fault = Assert.Throws<InvalidDataException>(
                        () => SettingInfo.Make(type, new Dictionary<string, string> { [info.Name] = text }, "test"));
                    Assert.StartsWith($"test: {info.Name} is \"{text}\", expected a ", fault.Message, StringComparison.Ordinal);
                    checks++;
                }
            }
        }
        Assert.InRange(checks, 1000, int.MaxValue);
    }

    [Fact]
    public void Make_TheLargestSeed_IsTakenAndTheNextRefused()
    {
        long Seed(string text) => ((TransferSettings)SettingInfo.Make(
            typeof(TransferSettings), new Dictionary<string, string> { ["seed"] = text }, "test")).Seed;
        Assert.Equal(long.MaxValue, Seed("9223372036854775807"));
        Assert.Equal("test: seed is \"9223372036854775808\", expected a whole number from 0 to 9223372036854775807 (default "
            + SettingInfo.Of(typeof(TransferSettings)).Single(s => s.Name == "seed").Default + "). Change it or leave it out.",
            Assert.Throws<InvalidDataException>(() => Seed("9223372036854775808")).Message);
    }

    [Fact]
    public void Require_OfOneText_NamesWhereItWasWritten()
    {
        var shots = SettingInfo.Of(typeof(TrainingSettings)).Single(s => s.Name == "shots");
        shots.Require("3", "--shots");
        Assert.StartsWith("--shots is \"0\", expected a whole number",
            Assert.Throws<InvalidDataException>(() => shots.Require("0", "--shots")).Message, StringComparison.Ordinal);
    }

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
