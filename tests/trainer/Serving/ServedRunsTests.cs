using DmlStudio.Records;
using DmlStudio.Serving;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Tests.Trainer.Commands;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Serving;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Serving;

public sealed class ServedRunsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("served-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Answer_HeldOutText_IsWhatTheRunStored_AndItsWordsAreExplainedWithProgress()
    {
        var store = RunStore.Open(_root);
        var run = Make(store, keep: true);
        using var served = new ServedRuns(store, null, CPU);
        Assert.Equal([run.Id], Assert.IsType<RunsReply>(Ask(served, new ServingRequest { Ask = ServingRequest.Runs }).Single()).Runs);

        var predictions = store.Details(run.Id)!.Predictions;
        var text = store.Texts(run.Corpus)!.Texts[predictions.TextIndex[0]];
        var replies = Ask(served, new ServingRequest { Ask = ServingRequest.Predict, Run = run.Id, Text = text.Text });
        Assert.IsType<ProgressReply>(replies[0]);
        var predicted = Assert.IsType<PredictedReply>(replies[^1]);
        Assert.Equal(run.MainRule, predicted.Rules[0].Name);
        Assert.Equal(predictions.Rules.Select(r => r.Rule).Order(), predicted.Rules.Select(r => r.Name).Order());
        foreach (var rule in predicted.Rules)
        {
            var stored = predictions.Rule(rule.Name)!;
            Assert.Equal(stored.Predicted[0], rule.Predicted);
            for (var c = 0; c < run.Labels.Count; c++) { Assert.Equal(stored.Probabilities[c], rule.Probabilities[c], 1e-4f); }
        }
        var near = store.Neighbours(run.Id)!;
        Assert.Equal(near.Training.Of(0).Select(n => near.Train[n.Item]), predicted.Training.Select(n => n.Item));
        Assert.Equal(near.Proxies!.Of(0).First().Item, predicted.Proxies[0].Item);
        Assert.Equal(0, predicted.Cut);

        replies = Ask(served, new ServingRequest { Ask = ServingRequest.Explain, Run = run.Id, Text = text.Text, Masks = 100 });
        Assert.Contains(replies, r => r is ProgressReply { Of: > 0 });
        var explained = Assert.IsType<ExplainedReply>(replies[^1]).Explanations;
        Assert.Equal(["log-odds", "probability"], explained.Select(e => e.Target).Order());
        Assert.All(explained, e => Assert.Equal((text.Text, predicted.Rules[0].Predicted), (e.OwnText, e.Label)));
        Assert.Contains(explained[0].Words, w => w.Weight is not null);
    }

    [Fact]
    public void Answer_WhatCannotBeAnswered_SaysWhy()
    {
        var store = RunStore.Open(_root);
        var run = Make(store, keep: true);
        using var served = new ServedRuns(store, null, CPU);
        string Refused(ServingRequest request) => Assert.Throws<InvalidDataException>(() => Ask(served, request)).Message;
        Assert.Contains("expected runs, predict or explain", Refused(new ServingRequest { Ask = "sing" }), StringComparison.Ordinal);
        Assert.Contains("There is no text", Refused(new ServingRequest { Ask = ServingRequest.Predict, Run = run.Id, Text = " \n" }),
            StringComparison.Ordinal);
        Assert.Contains("at most 2000",
            Refused(new ServingRequest { Ask = ServingRequest.Predict, Run = run.Id, Text = new string('x', 2001) }),
            StringComparison.Ordinal);
        Assert.Contains("names no run", Refused(new ServingRequest { Ask = ServingRequest.Predict, Text = "x" }), StringComparison.Ordinal);
        Assert.Contains("--keep-weights", Refused(new ServingRequest { Ask = ServingRequest.Predict, Run = "r-00000000", Text = "x" }),
            StringComparison.Ordinal);
        Assert.Contains("--keep-weights",
            Refused(new ServingRequest { Ask = ServingRequest.Predict, Run = "../../etc/passwd", Text = "x" }), StringComparison.Ordinal);
        Assert.Contains("Found 3 masks",
            Refused(new ServingRequest { Ask = ServingRequest.Explain, Run = run.Id, Text = "x", Masks = 3 }), StringComparison.Ordinal);
        // A text of one word, of characters that no vocabulary has, and of 2000 characters without a space.
        foreach (var text in new[] { "word", "\U00013000\U00013001 \uFFFF\u0000", new string('x', 2000), "<script>alert(1)</script>" })
        {
            Assert.IsType<PredictedReply>(Ask(served, new ServingRequest { Ask = ServingRequest.Predict, Run = run.Id, Text = text })[^1]);
        }
    }

    [Fact]
    public void Answer_PairsAndSingleTexts_AreNotTakenForEachOther()
    {
        var (store, runs) = ToyRuns.Make(_root, ["good", "fine", "nice", "great"], ["poor", "awful", "dreary", "bleak"], 2, ["cce"], true);
        var run = runs[0];
        using var served = new ServedRuns(store, null, CPU);
        var question = new ServingRequest { Ask = ServingRequest.Predict, Run = run.Id, Text = "item 1 is nice", Masks = 50 };
        foreach (var ask in new[] { ServingRequest.Predict, ServingRequest.Explain })
        {
            foreach (var pair in new[] { null, " " })
            {
                Assert.Contains("learnt from the pairs of toy, and one text was given", Assert.Throws<InvalidDataException>(() =>
                    Ask(served, question with { Ask = ask, Pair = pair })).Message, StringComparison.Ordinal);
            }
        }
        Assert.IsType<PredictedReply>(Ask(served, question with { Pair = "thing 1" })[^1]);
        Assert.IsType<ExplainedReply>(Ask(served, question with { Ask = ServingRequest.Explain, Pair = "thing 1" })[^1]);
        var single = Make(store, keep: true);
        Assert.Contains("learnt from the single texts of reviews, and two were given", Assert.Throws<InvalidDataException>(() =>
            Ask(served, question with { Run = single.Id, Pair = "thing 1" })).Message, StringComparison.Ordinal);
    }

    private static List<ServingReply> Ask(ServedRuns served, ServingRequest request)
    {
        var replies = new List<ServingReply>();
        served.Answer(request, replies.Add, CancellationToken.None);
        return replies;
    }

    private static RunSummary Make(RunStore store, bool keep)
    {
        var plan = new ExperimentPlan
        {
            Encoder = EncoderFolders.Default(),
            Datasets = ["reviews"],
            Losses = ["cce+proxy-anchor"],
            Repetitions = 1,
            Settings = new TrainingSettings { Shots = 8, Steps = 2, TestTexts = 12, KeepWeights = keep, Precision = PrecisionSetting.Fp32 },
        };
        var experiment = new Experiment(plan, store, DataFolders.Default(null), new TableColumns(), TimeProvider.System, "test");
        return experiment.Make(experiment.Cells[0], _ => { }, CancellationToken.None);
    }
}
