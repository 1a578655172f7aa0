using System.Text.Json;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Attributions.Methods;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Every method over the network of attributions.json, and over its stored answers alone.</summary>
[Trait("Category", "Reference")]
public class AttributionReferenceTests
{
    private static readonly AttributionSettings Settings = new();
    private static readonly (string Word, Absence Absence)[] Ways = [("mask", Absence.Mask), ("delete", Absence.Delete)];

    [SkippableFact]
    public void Methods_OverTheNetwork_AgreeWithReference()
    {
        var all = Fixtures.Json("attributions.json");
        using var model = new FixtureModel(all);
        var tolerance = all.GetProperty("suggested_tolerance");
        foreach (var example in all.GetProperty("examples").EnumerateArray())
        {
            var id = example.GetProperty("id").GetString()!;
            var text = model.Scores(example.GetProperty("text").GetString()!, out var words);
            Assert.Equal(Whole(example.GetProperty("input_ids")), words.Tokens.Ids);
            // Words without a token of their own are not in the reference's masks either.
            Assert.Equal(Whole(example.GetProperty("word_of_piece")), words.Owner.Select(o => o < 0 ? -1 : words.Seen[o]));
            var label = example.GetProperty("class").GetInt32();
            foreach (var named in example.GetProperty("values").EnumerateObject())
            {
                var target = new ExplainTarget(Kind(named.Name), label);
                var scale = tolerance.GetProperty(named.Name == "Probability"
                    ? "float32_network_probability_scale"
                    : "float32_network_logit_scale").GetDouble();
                void Same(JsonElement expected, IReadOnlyList<double> found, string what) =>
                    Close(Numbers(expected), found, scale, $"{id} {named.Name} {what}");
                var absent = text.Present(false);
                Close([named.Value.GetProperty("x").GetDouble()], [target.Of(text.Whole, null)], scale, $"{id} {named.Name} of the text");
                foreach (var (word, absence) in Ways)
                {
                    Close([named.Value.GetProperty("all_absent_" + word).GetDouble()], text.Values([absent], absence, target), scale,
                        $"{id} {named.Name} without words, {word}");
                }
                Same(example.GetProperty("leave_one_out").GetProperty(named.Name).GetProperty("mask"),
                    Weights(new LeaveOneOut(Absence.Mask), text, target), "leave one out");
                Same(example.GetProperty("leave_one_out").GetProperty(named.Name).GetProperty("delete"),
                    Weights(new LeaveOneOut(Absence.Delete), text, target), "leave one out, deleted");
                foreach (var (word, _) in Ways)
                {
                    var shap = new KernelShap().Explain(text, [target], Settings with { Absence = Words.Of<Absence>(word) })[0];
                    Same(example.GetProperty("shapley").GetProperty(named.Name).GetProperty(word), shap.Weights, "Shapley " + word);
                    Assert.InRange(Math.Abs(shap.Gap!.Value), 0, 1e-9);
                }
                var gradients = example.GetProperty("gradients").GetProperty(named.Name);
                var times = new GradientTimesInput().Explain(text, [target], Settings)[0];
                Same(gradients.GetProperty("gradient_x_input").GetProperty("words"), times.Weights, "gradient x input");
                Assert.Equal(gradients.GetProperty("gradient_x_input").GetProperty("special").GetDouble(), times.Special!.Value,
                    20 * scale);
                var (_, slopes) = text.Gradients!.Gradients(text.Gradients.Embeddings(), [target]);
                Same(gradients.GetProperty("saliency_l2").GetProperty("pieces"),
                    new Saliency(true).Tokens(slopes[0], text.Gradients.Tokens, text.Gradients.Hidden), "saliency l2");
                Same(gradients.GetProperty("saliency_l1").GetProperty("pieces"),
                    new Saliency(false).Tokens(slopes[0], text.Gradients.Tokens, text.Gradients.Hidden), "saliency l1");
                foreach (var from in example.GetProperty("integrated_gradients").GetProperty(named.Name).EnumerateObject())
                {
                    var found = new IntegratedGradients(from.Name).Explain(text, [target], Settings)[0];
                    Same(from.Value.GetProperty("words"), found.Weights, "integrated gradients from " + from.Name);
                    Assert.Equal(from.Value.GetProperty("special").GetDouble(), found.Special!.Value, 20 * scale);
                    Assert.Equal(from.Value.GetProperty("value_baseline").GetDouble(), found.ValueAtBaseline!.Value, 20 * scale);
                    Assert.InRange(Math.Abs(found.Gap!.Value), 0, 20 * scale);
                    Assert.Null(found.Warning);
                }
            }
            var rollout = new AttentionRollout().Explain(text, [], Settings)[0];
            Close(Numbers(example.GetProperty("attention_rollout").GetProperty("words")), rollout.Weights, 1e-6, id + " rollout");
            Assert.Equal(example.GetProperty("attention_rollout").GetProperty("special").GetDouble(), rollout.Special!.Value, 1e-5);
        }
    }

    [SkippableFact]
    public void ProxiesInteractionsAndSensitivity_OverTheNetwork_AgreeWithReference()
    {
        var all = Fixtures.Json("attributions.json");
        using var model = new FixtureModel(all);
        using var pooled = new FixtureModel(all, "mean");
        var scale = all.GetProperty("suggested_tolerance").GetProperty("float32_network_probability_scale").GetDouble();
        var seen = 0;
        foreach (var example in all.GetProperty("examples").EnumerateArray())
        {
            var sentence = example.GetProperty("text").GetString()!;
            var text = model.Scores(sentence, out _);
            if (example.TryGetProperty("proxy", out var proxy))
            {
                seen++;
                var proxies = model.Explained.Proxies;
                Close(proxy.GetProperty("proxy_similarities_x").EnumerateArray().SelectMany(Numbers),
                    proxies.Similarities(text.Whole.Embedding), scale, "similarities");
                Close(Numbers(proxy.GetProperty("class_similarities_x")), proxies.Classes(text.Whole.Embedding), scale,
                    "class similarities");
                var masks = example.GetProperty("masks").EnumerateArray().Select(Mask).ToArray();
                foreach (var (mask, expected) in masks.Zip(proxy.GetProperty("class_similarities_per_mask").EnumerateArray()))
                {
                    Close(Numbers(expected), proxies.Classes(text.Of([mask], Absence.Mask)[0].Embedding), scale,
                        "class similarities of a mask");
                }
                int label = proxy.GetProperty("class").GetInt32(), runnerUp = proxy.GetProperty("runner_up").GetInt32();
                foreach (var (name, kind) in new[] { ("ClassSimilarity", "class-similarity"), ("ProxyMargin", "proxy-margin") })
                {
                    var target = ExplainTarget.For([kind], label, text.Whole, proxies).Single();
                    Assert.Equal(runnerUp, target.RunnerUp);
                    Close(Numbers(proxy.GetProperty(name).GetProperty("leave_one_out")),
                        Weights(new LeaveOneOut(Absence.Mask), text, target), scale, name);
                    Close(Numbers(proxy.GetProperty(name).GetProperty("shapley")), Weights(new KernelShap(), text, target), scale, name);
                    // The gradient knows the same target: integrated gradients sum to the change between its ends.
                    Assert.InRange(Math.Abs(new IntegratedGradients("pad").Explain(text, [target], Settings)[0].Gap!.Value), 0, 1e-4);
                }
                var direct = proxy.GetProperty("pooled_direct");
                pooled.Scores(sentence, out var words);
                var states = new ModelScorer(pooled.Explained, words, CancellationToken.None).MeanPooledStates()!;
                var shares = PooledDirect.Tokens(states, new ProxySpace(pooled.PooledProxy, [0], 1, 0.1, "proxy").Unit(0));
                Close(Numbers(direct.GetProperty("pieces")), shares, scale, "pooled direct");
                Assert.Equal(direct.GetProperty("similarity").GetDouble(), shares.Sum(), 1e-5);
            }
            if (example.TryGetProperty("shapley_interactions", out var interactions))
            {
                seen++;
                var found = new ShapleyInteractions().Explain(text,
                    [new ExplainTarget(Kind(interactions.GetProperty("target").GetString()!), example.GetProperty("class").GetInt32())],
                    Settings)[0];
                Close(interactions.GetProperty("matrix").EnumerateArray().SelectMany(Numbers), found.Interactions!, scale, "interactions");
            }
            if (example.TryGetProperty("max_sensitivity", out var sensitivity))
            {
                seen++;
                var target = new ExplainTarget("probability", example.GetProperty("class").GetInt32());
                var method = new GradientTimesInput();
                var noise = sensitivity.GetProperty("noise").EnumerateArray()
                    .Select(d => d.EnumerateArray().SelectMany(Numbers).Select(v => (float)v).ToArray());
                var found = MaxSensitivity.Of(text, [(method, target, Weights(method, text, target))], Settings, noise);
                Assert.Equal(sensitivity.GetProperty("value").GetDouble(), found[0]!.Value, 1e-3);
            }
        }
        Assert.True(seen >= 3);
    }

    [SkippableFact]
    public void ShapleyAndFaithfulness_OverStoredAnswers_AgreeWithReference()
    {
        var all = Fixtures.Json("attributions.json");
        var tolerance = all.GetProperty("suggested_tolerance").GetProperty("shapley_from_stored_logits").GetDouble();
        foreach (var example in all.GetProperty("examples").EnumerateArray())
        {
            var text = Stored(example);
            var (label, id) = (example.GetProperty("class").GetInt32(), example.GetProperty("id").GetString());
            var target = new ExplainTarget("probability", label);
            foreach (var named in example.GetProperty("shapley").EnumerateObject())
            {
                foreach (var (word, _) in Ways)
                {
                    Close(Numbers(named.Value.GetProperty(word)),
                        Weights(new KernelShap(), text, new ExplainTarget(Kind(named.Name), label),
                            Settings with { Absence = Words.Of<Absence>(word) }),
                        10 * tolerance, $"{id} {named.Name} {word}");
                }
            }
            bool[][] removals = [.. example.GetProperty("infidelity_removals").EnumerateArray().Select(Mask)];
            foreach (var judged in example.GetProperty("faithfulness").EnumerateObject())
            {
                var expected = judged.Value;
                var weights = Numbers(expected.GetProperty("attribution")).ToArray();
                var order = WordOrder.Of(weights);
                Assert.Equal(Whole(expected.GetProperty("ranking")), order);
                foreach (var (word, absence) in Ways)
                {
                    var eraser = expected.GetProperty("eraser_" + word);
                    var found = WordOrder.Measure(text, order, label, absence).Into(Blank(text, label, absence));
                    Close(Numbers(eraser.GetProperty("bins")), WordOrder.Bins, 0, "bins");
                    Assert.Equal(Whole(eraser.GetProperty("k")), WordOrder.Bins.Select(q => WordOrder.Count(q, text.Words)));
                    Close(Numbers(eraser.GetProperty("comprehensiveness_bins")), found.ComprehensivenessBins, 1e-8,
                        $"{id} {judged.Name} comprehensiveness");
                    Close(Numbers(eraser.GetProperty("sufficiency_bins")), found.SufficiencyBins, 1e-8, $"{id} {judged.Name} sufficiency");
                    Assert.Equal(eraser.GetProperty("comprehensiveness").GetDouble(), found.Comprehensiveness, 1e-8);
                    Assert.Equal(eraser.GetProperty("sufficiency").GetDouble(), found.Sufficiency, 1e-8);
                    Assert.Equal(eraser.GetProperty("comprehensiveness_b_plus_1").GetDouble(), found.ComprehensivenessPlusOne, 1e-8);
                    Assert.Equal(eraser.GetProperty("sufficiency_b_plus_1").GetDouble(), found.SufficiencyPlusOne, 1e-8);
                }
                var plain = WordOrder.Measure(text, order, label, Absence.Mask);
                Close(Numbers(expected.GetProperty("deletion").GetProperty("p")), plain.Deletion, 1e-8, "deletion");
                Close(Numbers(expected.GetProperty("insertion").GetProperty("p")), plain.Insertion, 1e-8, "insertion");
                var areas = plain.Into(Blank(text, label, Absence.Mask));
                Assert.Equal(expected.GetProperty("deletion").GetProperty("auc").GetDouble(), areas.DeletionArea, 1e-8);
                Assert.Equal(expected.GetProperty("insertion").GetProperty("auc").GetDouble(), areas.InsertionArea, 1e-8);
                Assert.Equal(expected.GetProperty("log_odds_20").GetProperty("value_ceil").GetDouble(), plain.LogOdds, 1e-7);
                var ferret = FerretBins.Of(text, weights, label);
                Assert.Equal(expected.GetProperty("ferret").GetProperty("comprehensiveness").GetDouble(), ferret.Comprehensiveness, 1e-8);
                Assert.Equal(expected.GetProperty("ferret").GetProperty("sufficiency").GetDouble(), ferret.Sufficiency, 1e-8);
                Assert.Equal(expected.GetProperty("ferret").GetProperty("effective_bins").GetInt32(), ferret.Bins);
                var (miss, scaled) = Infidelity.Of(text, weights, target, Absence.Mask, removals);
                Assert.Equal(expected.GetProperty("infidelity").GetProperty("value").GetDouble(), miss, 1e-8);
                var best = expected.GetProperty("infidelity").GetProperty("value_scaled");
                if (best.ValueKind == JsonValueKind.Null)
                {
                    Assert.Null(scaled);
                }
                else { Assert.Equal(best.GetDouble(), scaled!.Value, 1e-8); }
                var choice = new AttributionChoice("x", "", "", "", new LeaveOneOut(Absence.Mask));
                var judge = Judge.Of(text, [(choice, new Attribution(target, weights))], Settings, JudgeLevel.Basic);
                var tau = expected.GetProperty("tau_b_leave_one_out");
                if (tau.ValueKind == JsonValueKind.Null)
                {
                    Assert.Null(judge[0].TauLeaveOneOut);
                }
                else { Assert.Equal(tau.GetDouble(), judge[0].TauLeaveOneOut!.Value, 1e-8); }
                var distinct = expected.GetProperty("eraser_mask");
                Assert.Equal(distinct.GetProperty("comprehensiveness_deduplicated").GetDouble(),
                    judge[0].ComprehensivenessDistinct!.Value, 1e-8);
                Assert.Equal(distinct.GetProperty("sufficiency_deduplicated").GetDouble(), judge[0].SufficiencyDistinct!.Value, 1e-8);
            }
        }
    }

    private static DmlStudio.Records.Faithfulness Blank(TextScores text, int label, Absence absence) => new()
    {
        TextIndex = 0,
        Method = "",
        Profile = "",
        Target = "",
        Label = label,
        Absence = "",
        WordCount = text.Words,
        Full = text.Whole.Probability(label),
        Empty = text.Of([text.Present(false)], absence)[0].Probability(label),
        Bins = [],
        ComprehensivenessBins = [],
        SufficiencyBins = [],
    };

    private static TextScores Stored(JsonElement example)
    {
        var masks = example.GetProperty("masks").EnumerateArray().Select(Mask).ToArray();
        Dictionary<MaskKey, double[]> Of(string name) =>
            masks.Zip(example.GetProperty(name).EnumerateArray()).ToDictionary(p => MaskKey.Of(p.First), p => Numbers(p.Second).ToArray());
        var (masked, deleted) = (Of("mask_logits"), Of("delete_logits"));
        return new TextScores(new DelegateScorer(masks[0].Length, (m, a) => (a == Absence.Mask ? masked : deleted)[MaskKey.Of(m)]));
    }

    private static double[] Weights(IAttributionMethod method, TextScores text, ExplainTarget target,
        AttributionSettings? settings = null) => method.Explain(text, [target], settings ?? Settings)[0].Weights;

    private static string Kind(string name) =>
        name switch
        {
            "Probability" => "probability",
            "LogOdds" => "log-odds",
            "Logit" => "logit",
            _ => throw new NotSupportedException(name)
        };

    private static bool[] Mask(JsonElement e) => [.. e.GetString()!.Select(c => c == '1')];

    private static IEnumerable<double> Numbers(JsonElement array) => array.EnumerateArray().Select(v => v.GetDouble());

    private static int[] Whole(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];

    // The tolerance is a share of the largest value, as the fixture suggests it.
    private static void Close(IEnumerable<double> expected, IEnumerable<double> found, double tolerance, string what)
    {
        double[] e = [.. expected], f = [.. found];
        Assert.Equal(e.Length, f.Length);
        var scale = Math.Max(1, e.Max(Math.Abs));
        for (var i = 0; i < e.Length; i++)
        {
            Assert.True(Math.Abs(e[i] - f[i]) <= tolerance * scale, $"{what}: [{i}] is {f[i]}, expected {e[i]}");
        }
    }
}
