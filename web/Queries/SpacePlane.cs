using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>One picture of a space: places of texts and proxies in a plane.</summary>
/// <param name="Title">What it shows, for people.</param>
/// <param name="Run">Its run.</param>
/// <param name="Test">Held-out texts in the order of its predictions, [2 N].</param>
/// <param name="Train">Training texts, [2 n].</param>
/// <param name="TrainIndex">Their positions in the corpus, [n].</param>
/// <param name="TrainLabel">Their labels, [n].</param>
/// <param name="Proxies">Proxies, [2 P].</param>
/// <param name="ProxyLabel">Their labels, [P].</param>
/// <param name="ProxyLoad">Held-out texts that are nearest to each, [P].</param>
/// <param name="Explained">Share of the variance on the two axes, [2].</param>
/// <param name="Figures">Figures of the whole space.</param>
public sealed record SpacePlane(string Title, RunSummary Run, float[] Test, float[] Train, int[] TrainIndex, int[] TrainLabel,
    float[] Proxies, int[] ProxyLabel, int[] ProxyLoad, float[] Explained, IReadOnlyList<MetricValue> Figures)
{
    /// <summary>The space at the end of training on its own basis.</summary>
    public static SpacePlane? Of(RunSummary run, RunDetails details) => details.Space is not { } s ? null
        : new SpacePlane(run.LossTitle, run, s.Test, s.Train, s.TrainIndex, s.TrainLabel, s.Proxies, s.ProxyLabel, s.ProxyLoad,
            s.ExplainedVariance, run.Metrics);

    /// <summary>The space at a moment, on the basis of both.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="run">Its run.</param>
    /// <param name="all">Both moments.</param>
    /// <param name="moment">The one that is shown.</param>
    public static SpacePlane Of(string title, RunSummary run, SpaceMoments all, SpaceMoment moment) => new(title, run, moment.Test,
        moment.Train, all.TrainIndex, all.TrainLabel, moment.Proxies, all.ProxyLabel, moment.ProxyLoad, all.Explained, moment.Figures);

    /// <summary>A figure of the whole space, or null.</summary>
    public double? Figure(string name) =>
        Figures.FirstOrDefault(f => f.Rule == "embedding" && f.Name == name)?.Value is { } value && double.IsFinite(value) ? value : null;
}
