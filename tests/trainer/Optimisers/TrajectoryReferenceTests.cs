using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Optimisers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Tests.Trainer.Optimisers;

/// <summary>Every step of the fine-tunings in training.json: losses, gradient norms, rates, final logits and norms.</summary>
[Trait("Category", "Reference")]
public class TrajectoryReferenceTests
{
    public static IEnumerable<object[]> Runs()
    {
        if (!File.Exists(Path.Combine(Fixtures.Shared, "fixtures", "training.json"))) { return [["(none)"]]; }
        return Fixtures.Json("training.json").GetProperty("runs").EnumerateArray().Select(r => new object[] { r.GetProperty("name").GetString()! });
    }

    [SkippableTheory]
    [MemberData(nameof(Runs))]
    public void Steps_RunOfFixture_FollowReference(string name)
    {
        var all = Fixtures.Json("training.json");
        var run = all.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
        var settings = all.GetProperty("settings");
        var tolerance = run.GetProperty("suggested_tolerance");
        using var scope = NewDisposeScope();
        var checkpoint = EncoderCheckpoint.Read(Fixtures.Require("models", all.GetProperty("model").GetString()!));
        var texts = all.GetProperty("input_ids").EnumerateArray().Select(Integers).ToArray();
        var labels = Integers(all.GetProperty("labels"));
        var classes = all.GetProperty("classes").GetInt32();
        var padId = checkpoint.Config.PadId;
        var table = checkpoint.Weight(EncoderShapes.Words);
        var hidden = checkpoint.Config.Hidden;
        var vocabulary = new CompactVocabulary(texts, padId);

        using var head = new SafetensorsFile(Fixtures.Require("fixtures", all.GetProperty("head_file").GetString()!));
        var everything = !run.GetProperty("weight_decay_on").GetString()!.Contains("except", StringComparison.Ordinal);
        var specs = EncoderNetwork.Specs(checkpoint, vocabulary.Gather(table, hidden), everything).ToList();
        foreach (var part in new[] { "classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias" })
        {
            specs.Add(new ParameterSpec(part, [.. head.Shape(part)], head.Read(part), everything || !part.EndsWith("bias", StringComparison.Ordinal)));
        }
        var dml = run.GetProperty("dml").GetString();
        EmbeddingLoss? loss = dml switch
        {
            null => null,
            "proxy-anchor" => new ProxyAnchorLoss(new ProxyAnchorSettings { Alpha = run.GetProperty("alpha").GetDouble(), Delta = run.GetProperty("delta").GetDouble() }, classes, hidden),
            "softtriple" => new SoftTripleLoss(
                new SoftTripleSettings
                {
                    Lambda = run.GetProperty("lambda").GetDouble(),
                    Gamma = run.GetProperty("gamma").GetDouble(),
                    Delta = run.GetProperty("delta").GetDouble(),
                    Centres = run.GetProperty("centers_per_class").GetInt32(),
                }, classes, hidden),
            _ => throw new NotSupportedException($"Unknown objective {dml}."),
        };
        if (loss is not null)
        {
            var tensorName = dml == "softtriple" ? "softtriple.centers" : "proxies";
            var values = head.Read(tensorName);
            specs.Add(new ParameterSpec("proxies", [values.Length / hidden, hidden], values, false, settings.GetProperty("proxy_lr_multiplier").GetDouble()));
        }

        using var parameters = new FlatParameters(specs, CPU);
        var network = new EncoderNetwork(checkpoint.Config, parameters, Precision.Fp32);
        var schedule = new CosineSchedule(settings.GetProperty("warmup_steps").GetInt32(), settings.GetProperty("total_steps").GetInt32());
        using var optimiser = new FlatAdamW(parameters, settings.GetProperty("weight_decay").GetDouble());
        var beta = run.GetProperty("beta").GetDouble();

        (Tensor First, Tensor Logits) Run(int[] rows)
        {
            var longest = rows.Max(r => texts[r].Length);
            var ids = tensor(rows.SelectMany(r => vocabulary.Compact(texts[r]).Concat(Enumerable.Repeat(vocabulary.Compact([padId])[0], longest - texts[r].Length)))
                .Select(i => (long)i).ToArray()).view(rows.Length, longest);
            var mask = tensor(rows.SelectMany(r => Enumerable.Range(0, longest).Select(t => t < texts[r].Length ? 1L : 0)).ToArray()).view(rows.Length, longest);
            var first = network.Forward(ids, mask).select(1, 0);
            var inner = F.linear(first, parameters["classifier.dense.weight"], parameters["classifier.dense.bias"]).tanh();
            return (first, F.linear(inner, parameters["classifier.out_proj.weight"], parameters["classifier.out_proj.bias"]));
        }

        foreach (var step in run.GetProperty("steps").EnumerateArray())
        {
            var rows = Integers(step.GetProperty("batch"));
            var rate = settings.GetProperty("lr").GetDouble() * schedule.Factor(step.GetProperty("step").GetInt32());
            Assert.Equal(step.GetProperty("lr").GetDouble(), rate, 1e-9);
            parameters.ZeroGradients();
            var (first, logits) = Run(rows);
            var gold = tensor(rows.Select(r => (long)labels[r]).ToArray());
            var crossEntropy = new CrossEntropyLoss().Value(logits, gold);
            var value = loss is null ? crossEntropy : CombinedLoss.Of(beta, crossEntropy, loss.Value(first, gold, parameters["proxies"]));
            value.backward();
            parameters.ZeroPaddingRows(vocabulary.Compact([padId])[0], checkpoint.Config);
            var norm = optimiser.Update(rate, settings.GetProperty("grad_clip_norm").GetDouble());
            Assert.Equal(step.GetProperty("loss").GetDouble(), value.item<float>(), tolerance.GetProperty("loss_abs").GetDouble());
            var expected = step.GetProperty("grad_norm").GetDouble();
            Assert.Equal(expected, norm, 2 * expected * tolerance.GetProperty("grad_norm_rel").GetDouble());
        }

        using var no = no_grad();
        var final = Run([.. Enumerable.Range(0, texts.Length)]).Logits.contiguous().data<float>().ToArray();
        var exact = Numbers(run.GetProperty("logits_exact"));
        for (var i = 0; i < exact.Length; i++) { Assert.Equal(exact[i], final[i], tolerance.GetProperty("logits_abs").GetDouble()); }

        // The whole word table, untouched rows included, as if it had been trained.
        var full = vocabulary.Restore(table, parameters.Copy(EncoderShapes.Words), hidden, optimiser.UntouchedScale);
        var wordNorm = run.GetProperty("parameter_norms_exact").EnumerateObject().Single(p => p.Name.EndsWith("word_embeddings.weight", StringComparison.Ordinal)).Value.GetDouble();
        Assert.Equal(wordNorm, Math.Sqrt(full.Sum(v => (double)v * v)), wordNorm * 1e-5);
    }

    private static int[] Integers(JsonElement e) => [.. Numbers(e).Select(n => (int)n)];

    private static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
