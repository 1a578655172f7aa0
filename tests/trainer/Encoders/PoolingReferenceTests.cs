using DmlStudio.Tests.Trainer.Losses;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Every pooling of losses.json, on states and masks given there.</summary>
[Trait("Category", "Reference")]
public class PoolingReferenceTests
{
    [SkippableFact]
    public void Of_CasesOfFixture_AgreeWithReference()
    {
        foreach (var test in Fixtures.Json("losses.json").GetProperty("pooling").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var (id, inputs, parameters) =
                (test.GetProperty("id").GetString(), new ReferenceInputs(test.GetProperty("inputs")),
                    new ReferenceParameters(test.GetProperty("params")));
            // sentence-transformers' key of the mode has one word more.
            var mode = Pooling.Parsed(parameters.Text("mode")!.Replace("mean_sqrt_len_tokens", "mean_sqrt_len", StringComparison.Ordinal));
            Assert.True(!parameters.Unread.Any(), $"{id}: the parameters {string.Join(", ", parameters.Unread)} are not known here");
            var found = Pooling.Of(mode,
                new EncoderStates(inputs["hiddenStates"], inputs.Has("firstLayer") ? inputs["firstLayer"] : null),
                inputs["mask"]).contiguous().data<double>().ToArray();
            var expected = ReferenceInputs.Numbers(test.GetProperty("output"));
            Assert.Equal(expected.Length, found.Length);
            var off = expected.Zip(found).Max(x => Math.Abs(x.First - x.Second));
            Assert.True(off <= test.GetProperty("tolerance").GetDouble(), $"{id} is off by {off}");
        }
    }
}
