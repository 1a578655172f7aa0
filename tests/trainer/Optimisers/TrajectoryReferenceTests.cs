using System.Text.Json;
using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Optimisers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Tests.Trainer.Optimisers;

/// <summary>Every step of the fine-tunings in training.json: losses, gradient norms, rates, final logits and norms.</summary>
[Trait("Category", "Reference")]
public class TrajectoryReferenceTests
{
    private static readonly string[] Projections = ["query", "key", "value"];

    public static IEnumerable<object[]> Runs()
    {
        if (!File.Exists(Path.Combine(Fixtures.Shared, "fixtures", "training.json"))) { return [["(none)"]]; }
        return Fixtures.Json("training.json").GetProperty("runs").EnumerateArray()
            .Select(r => new object[] { r.GetProperty("name").GetString()! });
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
        foreach (var part in new[] { "classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight",
            "classifier.out_proj.bias" })
        {
            specs.Add(new ParameterSpec(part, [.. head.Shape(part)], head.Read(part), everything
                || !part.EndsWith("bias", StringComparison.Ordinal)));
        }
        var dml = run.GetProperty("dml").GetString();
        EmbeddingLoss? loss = dml switch
        {
            null => null,
            "proxy-anchor" => new ProxyAnchorLoss(
                new ProxyAnchorSettings { Alpha = run.GetProperty("alpha").GetDouble(), Delta = run.GetProperty("delta").GetDouble() },
                    classes, hidden),
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
            specs.Add(new ParameterSpec("proxies", [values.Length / hidden, hidden], values, false,
                settings.GetProperty("proxy_lr_multiplier").GetDouble()));
        }

        using var parameters = new FlatParameters(specs, CPU);
        var network = new EncoderNetwork(checkpoint.Config, parameters, Precision.Fp32);
        var schedule = new CosineSchedule(settings.GetProperty("warmup_steps").GetInt32(), settings.GetProperty("total_steps").GetInt32());
        using var optimiser = new FlatAdamW(parameters, settings.GetProperty("weight_decay").GetDouble());
        var beta = run.GetProperty("beta").GetDouble();

        (Tensor First, Tensor Logits) Run(int[] rows)
        {
            var longest = rows.Max(r => texts[r].Length);
            var ids = tensor(rows.SelectMany(r => vocabulary.Compact(texts[r])
                .Concat(Enumerable.Repeat(vocabulary.Compact([padId])[0], longest - texts[r].Length)))
                .Select(i => (long)i).ToArray()).view(rows.Length, longest);
            var mask = tensor(rows.SelectMany(r => Enumerable.Range(0, longest).Select(t => t < texts[r].Length ? 1L : 0)).ToArray())
                .view(rows.Length, longest);
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
            var metric = loss?.Value(first, gold, parameters["proxies"]);
            var value = metric is null ? crossEntropy : CombinedLoss.Of(beta, crossEntropy, metric);
            value.backward();
            parameters.ZeroPaddingRows(vocabulary.Compact([padId])[0], checkpoint.Config);
            void Loss(string of, Tensor found) =>
                Assert.Equal(step.GetProperty(of).GetDouble(), found.item<float>(), tolerance.GetProperty("loss_abs").GetDouble());
            void Norm(string of, double found) =>
                Assert.Equal(step.GetProperty(of).GetDouble(), found, 2 * step.GetProperty(of)
                    .GetDouble() * tolerance.GetProperty("grad_norm_rel").GetDouble());
            double Share(Func<string, bool> part) =>
                Math.Sqrt(parameters.Names.Where(part).Sum(n => Math.Pow(parameters.Gradient(n).norm().item<float>(), 2)));
            Norm("encoder_grad_norm", Share(n => n != "proxies" && !n.StartsWith("classifier.", StringComparison.Ordinal)));
            if (metric is not null) { Loss("dml", metric); Norm("proxy_grad_norm", Share(n => n == "proxies")); }
            Loss("ce", crossEntropy);
            Loss("loss", value);
            Norm("grad_norm", optimiser.Update(rate, settings.GetProperty("grad_clip_norm").GetDouble()));
        }

        using var no = no_grad();
        var (states, scores) = Run([.. Enumerable.Range(0, texts.Length)]);
        void Close(string of, Tensor found, double by)
        {
            var (e, f) = (Numbers(run.GetProperty(of)), found.contiguous().data<float>().ToArray());
            Assert.Equal(e.Length, f.Length);
            for (var i = 0; i < e.Length; i++) { Assert.Equal(e[i], f[i], by); }
        }
        var near = tolerance.GetProperty("logits_abs").GetDouble();
        Close("logits_exact", scores, near);
        // The states are as much larger than the logits.
        Close("cls_row0_exact", states[0], near * Numbers(run.GetProperty("cls_row0_exact"))
            .Max(Math.Abs) / Numbers(run.GetProperty("logits_exact")).Max(Math.Abs));
        if (loss is not null)
        {
            Close("proxies_after_exact", parameters["proxies"],
                Math.Max(1e-5, 20 * run.GetProperty("float32_vs_float64").GetProperty("proxies_abs").GetDouble()));
        }

        // Query, key and value lie under each other in one table.
        float[] Values(string own)
        {
            var part = Array.FindIndex(Projections, p => own.Contains($".self.{p}.", StringComparison.Ordinal));
            if (part < 0) { return parameters.Copy(own); }
            var all = parameters.Copy(own.Replace($".self.{Projections[part]}.", ".self.qkv.", StringComparison.Ordinal));
            return all[(part * all.Length / 3)..((part + 1) * all.Length / 3)];
        }
        // The whole word table, untouched rows included, as if it had been trained.
        var full = new float[table.Length];
        vocabulary.Restore(table, parameters.Copy(EncoderShapes.Words), hidden, optimiser.UntouchedScale, full);
        foreach (var norm in run.GetProperty("parameter_norms_exact").EnumerateObject())
        {
            var own = norm.Name.StartsWith("encoder.", StringComparison.Ordinal) ? norm.Name["encoder.".Length..] : norm.Name;
            var values = own == EncoderShapes.Words ? full : Values(own);
            Assert.Equal(norm.Value.GetDouble(), Math.Sqrt(values.Sum(v => (double)v * v)), norm.Value.GetDouble() * 1e-5);
        }
    }

    private static int[] Integers(JsonElement e) => [.. Numbers(e).Select(n => (int)n)];

    private static double[] Numbers(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];
}
