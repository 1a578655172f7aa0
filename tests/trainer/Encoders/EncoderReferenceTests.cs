using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Ids, spans, hidden states and pooled vectors of every checkpoint in encoders.json.</summary>
[Trait("Category", "Reference")]
public class EncoderReferenceTests
{
    public static IEnumerable<object[]> Models()
    {
        if (!File.Exists(Path.Combine(Fixtures.Shared, "fixtures", "encoders.json"))) { return [["(none)"]]; }
        return Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray()
            .Select(m => new object[] { m.GetProperty("model").GetString()! });
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Encode_TextsOfFixture_AgreeWithReference(string name)
    {
        var (model, folder) = Open(name);
        var tokenizer = TokenizerFolder.Open(folder);
        var texts = model.GetProperty("texts").EnumerateArray().ToArray();
        foreach (var text in texts)
        {
            var id = text.GetProperty("id").GetString();
            // The same text at another limit is given by the other's id.
            var of = text.TryGetProperty("text_of", out var other)
                ? texts.Single(t => t.GetProperty("id").GetString() == other.GetString())
                : text;
            var pair = text.TryGetProperty("pair", out var second) ? second.GetString() : null;
            var found = tokenizer.Encode(of.GetProperty("text").GetString()!, pair, text.GetProperty("max_length").GetInt32());
            Assert.True(Integers(text.GetProperty("ids")).SequenceEqual(found.Ids), $"ids of {id}");
            Assert.Equal(text.GetProperty("n_tokens_untruncated").GetInt32(), found.UntruncatedCount);
            int[] spans = [.. found.Offsets.SelectMany(o => new[] { o.Start, o.End })];
            void Same(string name, int[] values)
            {
                if (text.TryGetProperty(name, out var numbers))
                {
                    Assert.True(Integers(numbers).SequenceEqual(values),
                        $"{name} of {id}: {string.Join(' ', Integers(numbers))} but {string.Join(' ', values)}");
                }
            }
            Same("offsets", spans);
            Same("last_offset", [.. found.Offsets.Where((_, t) => found.Sequence[t] >= 0).TakeLast(1)
                .SelectMany(o => new[] { o.Start, o.End })]);
            Same("special_tokens_mask", [.. found.Sequence.Select(q => q < 0 ? 1 : 0)]);
            Same("attention_mask", [.. found.Ids.Select(_ => 1)]);
            Same("type_ids", found.TypeIds);
            Same("sequence", found.Sequence);
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
        var table = checkpoint.Weight(EncoderShapes.Words);
        using var weights = new FlatParameters(
            EncoderNetwork.Specs(checkpoint, table, false, checkpoint.HasDecoder ? "decoder_first" : "mean"), CPU);
        var network = new EncoderNetwork(checkpoint.Config, weights, Precision.Fp32);
        Tensor Rows(JsonElement numbers, int rows) => tensor(Integers(numbers).Select(i => (long)i).ToArray()).view(rows, -1);
        foreach (var state in model.GetProperty("hidden_states").EnumerateArray())
        {
            Near(Numbers(state.GetProperty("last_hidden_state")), network.Forward(Rows(state.GetProperty("ids"), 1)),
                state.GetProperty("id").GetString()!);
        }
        var batch = model.GetProperty("padded_batch");
        var count = batch.GetProperty("input_ids").GetArrayLength();
        Tensor ids = Rows(batch.GetProperty("input_ids"), count), mask = Rows(batch.GetProperty("attention_mask"), count);
        foreach (var pooled in batch.GetProperty("pooled").EnumerateObject())
        {
            Near(Numbers(pooled.Value), network.Pooled(Pooling.Resolve(pooled.Name, checkpoint), ids, mask).Pooled, pooled.Name);
        }
        Assert.Throws<InvalidDataException>(() => Pooling.Resolve("no-such-pooling", checkpoint));
        foreach (var text in model.GetProperty("texts").EnumerateArray()
            .Where(t => t.TryGetProperty("cls", out _) || t.TryGetProperty("mean", out _)))
        {
            var types = text.TryGetProperty("type_ids", out var t) && checkpoint.Config.ModelType == "bert" ? Rows(t, 1) : null;
            foreach (var pooling in new[] { "cls", "mean" })
            {
                // Some vectors are shortened.
                if (!text.TryGetProperty(pooling, out var expected)) { continue; }
                var found = network.Pooled(pooling, Rows(text.GetProperty("ids"), 1), null, types).Pooled;
                Near(Numbers(expected), found.narrow(1, 0, expected.GetArrayLength()),
                    $"{pooling} of {text.GetProperty("id").GetString()}");
            }
        }
    }

    [SkippableFact]
    public void Embed_SentenceTransformersTexts_AgreeWithReference()
    {
        foreach (var model in Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray()
            .Where(m => m.TryGetProperty("sentence_transformers", out _)))
        {
            var reference = model.GetProperty("sentence_transformers");
            using var encoder = TextEncoder.Open(Fixtures.Require("models", model.GetProperty("model").GetString()!), Pooling.Auto, 256,
                Precision.Fp32, CPU);
            var key = reference.EnumerateObject().Select(p => p.Name)
                .Single(n => n.StartsWith("embedding", StringComparison.Ordinal) || n == "normalised_embeddings");
            string[] texts = [.. reference.GetProperty("texts").EnumerateArray()
                .Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()! : t.GetProperty("text").GetString()!)];
            using var rows = tensor(encoder.Embed([.. texts.Select(t => encoder.Tokens(t))], CancellationToken.None))
                .view(texts.Length, -1);
            Near(Numbers(reference.GetProperty(key)), nn.functional.normalize(rows), key);
        }
    }

    private static (JsonElement Model, string Folder) Open(string name)
    {
        var model = Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray()
            .Single(m => m.GetProperty("model").GetString() == name);
        // Equal weights in another layout: the numbers are the other's.
        if (model.TryGetProperty("same_as", out var twin))
        {
            model = Fixtures.Json("encoders.json").GetProperty("models").EnumerateArray()
                .Single(m => m.GetProperty("model").GetString() == twin.GetString());
        }
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
