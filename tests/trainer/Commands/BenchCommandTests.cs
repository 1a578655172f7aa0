namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>The benchmarks through the real program; what they measure is nobody's to assert.</summary>
public class BenchCommandTests
{
    [Theory]
    [InlineData("--parts", "start", "--rounds", "1")]
    [InlineData("explain", "--texts", "1", "--masks", "10", "--rounds", "1", "--steps", "1")]
    public async Task Bench_EncoderInsideByName_IsFoundAsByEveryVerb(params string[] arguments)
    {
        var (code, output, errors) = await Trainer.Run(["bench", .. arguments, "--encoder", "roberta-4x256", "--json"]);
        Assert.True(code == 0, errors);
        var events = Trainer.Events(output).ToArray();
        Assert.Equal("roberta-4x256", events.Single(e => e.GetProperty("event").GetString() == "subject").GetProperty("encoder")
            .GetString());
        Assert.Contains(events, e => e.GetProperty("event").GetString() == "measurement" && e.GetProperty("value").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--shots", "-3")]
    [InlineData("--rounds", "0")]
    public async Task Bench_NumberBelowOne_IsRefused(string flag, string value)
    {
        var (code, _, errors) = await Trainer.Run("bench", flag, value, "--parts", "start");
        Assert.Equal((2, $"{flag} is {value}; expected at least 1.\n"), (code, errors));
    }

    [Fact]
    public async Task Bench_EncoderThatIsNotThere_IsRefusedInWords()
    {
        var (code, _, errors) = await Trainer.Run("bench", "--encoder", "no-such-encoder", "--parts", "start", "--json");
        Assert.Equal(2, code);
        Assert.Contains("no-such-encoder", errors, StringComparison.Ordinal);
    }
}
