using DmlStudio.Records;
using DmlStudio.Serving;

namespace DmlStudio.Tests.Shared.Serving;

public sealed class ServingContractTests
{
    public static TheoryData<ServingReply> Replies =>
    [
        new RunsReply(["r-00aa11bb", "r-11aa22bb"]),
        new ProgressReply("reading", 3, 10),
        new RefusedReply("<b>no</b> \u202E"),
        new PredictedReply([new("head", 1, [.25f, .75f])], 9, 0, [new(3, 1, .5f)], [new(0, 0, float.NaN)], "said"),
        new ExplainedReply([Store.SampleRun.Explanation(4) with { OwnText = "own", StandardErrors = [0.1, null],
            Flip = new Flip([1], 0, 0.6, true) }]),
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void Line_Reply_ComesBackOnOneLine(ServingReply reply)
    {
        var line = ServingJson.Line(reply);
        Assert.DoesNotContain('\n', line);
        var back = ServingJson.Parse<ServingReply>(line);
        Assert.IsType(reply.GetType(), back);
        Assert.Equal(line, ServingJson.Line(back));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"surprise\"}")]
    [InlineData("{}")]
    public void Parse_SomethingElse_SaysWhatItFound(string line) =>
        Assert.Contains("expected", Assert.Throws<InvalidDataException>(() => ServingJson.Parse<ServingReply>(line)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_RequestWithoutAsk_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => ServingJson.Parse<ServingRequest>("{\"text\":\"x\"}"));

    [Fact]
    public void Of_DeepFolder_StaysShortEnoughForASocket()
    {
        var deep = Path.Combine(Path.GetTempPath(), new string('d', 150));
        Assert.True(ServingSocket.Of(deep).Length <= 100);
        Assert.Equal(ServingSocket.Of(deep), ServingSocket.Of(deep + "/"));
        Assert.NotEqual(ServingSocket.Of(deep), ServingSocket.Of(deep + "e"));
        Assert.Equal("/r/serving/serve.sock", ServingSocket.Of("/r"));
        Assert.Single(ServingSocket.Places(deep));
    }

    [Fact]
    public void Take_MoreThanTheBucketHolds_WaitsUntilItFills()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(2, 60, clock);
        Assert.Equal(TimeSpan.Zero, bucket.Take());
        Assert.Equal(TimeSpan.Zero, bucket.Take());
        Assert.Equal(1, bucket.Take().TotalSeconds, 1e-6);
        clock.Now += TimeSpan.FromSeconds(0.6);
        Assert.Equal(0.4, bucket.Take().TotalSeconds, 1e-6);
        clock.Now += TimeSpan.FromSeconds(0.4);
        Assert.Equal(TimeSpan.Zero, bucket.Take());
        // However long nobody asks, it holds no more than its capacity.
        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.Take() == TimeSpan.Zero));
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
