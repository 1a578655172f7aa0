using System.Text.Json;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Ids, spans, hidden states and pooled vectors of every checkpoint in encoders.json.</summary>
[Trait("Category", "Reference")]
public class EncoderReferenceTests
{
    /// <summary>Model types that are not in the product yet; reported as skipped.</summary>
    private static readonly HashSet<string> Pending = ["distilbert", "t5", "xlm-roberta"];

    public static IEnumerable<object[]> Models()
    {
        if (!File.Exists(Path.Combine(Fixtures.Shared, "fixtures", "encoders.json"))) { return [["(none)"]]; }
        return Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray()
            .Where(m => !m.TryGetProperty("same_as", out _)).Select(m => new object[] { m.GetProperty("model").GetString()! });
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Encode_TextsOfFixture_AgreeWithReference(string name)
    {
        var (model, folder) = Open(name);
        var tokenizer = TokenizerFolder.Open(folder);
        foreach (var text in model.GetProperty("texts").EnumerateArray())
        {
            if (!text.TryGetProperty("text", out var first)) { continue; }
            var pair = text.TryGetProperty("pair", out var second) ? second.GetString() : null;
            var found = tokenizer.Encode(first.GetString()!, pair, text.GetProperty("max_length").GetInt32());
            var id = text.GetProperty("id").GetString();
            Assert.True(Integers(text.GetProperty("ids")).SequenceEqual(found.Ids), $"ids of {id}");
            var offsets = Integers(text.GetProperty("offsets"));
            Assert.True(offsets.SequenceEqual(found.Offsets.SelectMany(o => new[] { o.Start, o.End })),
                $"{id}: {string.Join(' ', offsets)} but {string.Join(' ', found.Offsets)}");
            Assert.Equal(text.GetProperty("n_tokens_untruncated").GetInt32(), found.UntruncatedCount);
            if (pair is not null) { Assert.Equal(Integers(text.GetProperty("sequence")), found.Sequence); }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Forward_TextsOfFixture_AgreeWithReference(string name)
    {
        var (model, folder) = Open(name);
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var checkpoint = EncoderCheckpoint.Read(folder);
        using var weights = new FlatParameters(EncoderNetwork.Specs(checkpoint, checkpoint.Weight(EncoderShapes.Words), false), CPU);
        var network = new EncoderNetwork(checkpoint.Config, weights, Precision.Fp32);
        foreach (var state in model.GetProperty("hidden_states").EnumerateArray())
        {
            var ids = tensor(Integers(state.GetProperty("ids")).Select(i => (long)i).ToArray()).unsqueeze(0);
            Near(Numbers(state.GetProperty("last_hidden_state")), network.Forward(ids), state.GetProperty("id").GetString()!);
        }
        var batch = model.GetProperty("padded_batch");
        var rows = batch.GetProperty("input_ids").GetArrayLength();
        var inputs = tensor(Integers(batch.GetProperty("input_ids")).Select(i => (long)i).ToArray()).view(rows, -1);
        var mask = tensor(Integers(batch.GetProperty("attention_mask")).Select(i => (long)i).ToArray()).view(rows, -1);
        var (firstLayer, last) = network.FirstAndLast(inputs, mask);
        foreach (var pooled in batch.GetProperty("pooled").EnumerateObject())
        {
            var found = pooled.Name switch
            {
                "avg_first_last" => Pooling.Of("mean", (firstLayer + last) / 2, mask),
                "avg_top2" => null,
                _ => Pooling.Of(pooled.Name, last, mask),
            };
            if (found is not null) { Near(Numbers(pooled.Value), found, pooled.Name); }
        }
    }

    private static (JsonElement Model, string Folder) Open(string name)
    {
        var model = Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray().Single(m => m.GetProperty("model").GetString() == name);
        var type = model.GetProperty("model_type").GetString()!;
        Skip.If(Pending.Contains(type), $"{type} encoders are not in the product yet.");
        return (model, Fixtures.Require("models", name));
    }

    private static void Near(double[] expected, Tensor found, string what)
    {
        var values = found.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        var off = expected.Select((e, i) => Math.Abs(e - values[i]) - 1e-5 * Math.Abs(e)).Max();
        Assert.True(off <= 2e-5, $"{what} is off by {off}");
    }

    private static int[] Integers(JsonElement e) => [.. Numbers(e).Select(n => (int)n)];

    private static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
