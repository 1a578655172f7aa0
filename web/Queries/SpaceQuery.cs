using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Did the loss shape the space as promised?</summary>
/// <param name="View">What the reader chose.</param>
public sealed record SpaceQuery(SpaceView View)
{
    /// <summary>Texts of a page of the list.</summary>
    public const int PageSize = 50;

    private const int MostChoices = 40;

    /// <summary>A text of the list.</summary>
    /// <param name="Gold">Its label.</param>
    /// <param name="Predicted">Label that the rule predicts; null for a training text, or without the rule.</param>
    /// <param name="Margin">Probability of the label less that of the best other; null likewise.</param>
    /// <param name="Distance">Distance that the page speaks of; null likewise, or where it is not known.</param>
    /// <param name="X">Its place.</param>
    /// <param name="Y">Its place.</param>
    public sealed record Item(TextRecord Text, int Gold, int? Predicted, double? Margin, double? Distance, double X, double Y);

    /// <summary>The answer.</summary>
    /// <param name="Rule">Rule that is shown.</param>
    /// <param name="Planes">Pictures, the first is the run's; all on one basis.</param>
    /// <param name="Groups">What colours the points of each.</param>
    /// <param name="Shared">Texts by which a second run was brought onto the basis of the first; 0 without one.</param>
    /// <param name="Residual">What the turn left of the squared distances; null without a second run.</param>
    /// <param name="HasStart">Whether the start of training is stored.</param>
    /// <param name="Partners">Finished runs that hold out some of the same texts, latest first.</param>
    /// <param name="Items">Texts of the page of the list.</param>
    /// <param name="Total">Texts in the list; all of them where nothing is picked.</param>
    /// <param name="Wrong">Held-out texts of the list that are predicted wrongly.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages.</param>
    /// <param name="DistanceIs">What the distances are.</param>
    /// <param name="Missing">What was asked for and is not there, in words.</param>
    public sealed record Answer(RunSummary Run, string Rule, IReadOnlyList<SpacePlane> Planes, IReadOnlyList<SpaceGroups> Groups,
        int Shared, double? Residual, bool HasStart, IReadOnlyList<RunSummary> Partners, IReadOnlyList<Item> Items, int Total, int Wrong,
        int Page, int Pages, string DistanceIs, IReadOnlyList<string> Missing)
    {
        /// <summary>Texts of the list that are predicted: held out, and by a rule that the run has.</summary>
        public int Predicted { get; init; }

        /// <summary>Texts of each group that the list has when the group is picked.</summary>
        public IReadOnlyList<int> OfGroup { get; init; } = [];
    }

    /// <returns>Null when there is no such run, or it holds no space.</returns>
    public Answer? Ask(RunStore store) => SharedAnswers.Large(store, this, () => Find(store, View.Page, PageSize));

    /// <summary>The texts of the list on one page, or null likewise.</summary>
    public Answer? All(RunStore store) => Find(store, 1, int.MaxValue);

    private Answer? Find(RunStore store, int asked, int size)
    {
        var run = View.Run is null
            ? store.Runs().Where(r => r is { Status: RunStatus.Done, TestCount: >= 3 }).MaxBy(r => r.FinishedAt)
            : store.Run(View.Run);
        if (run is not { Status: RunStatus.Done } || store.Details(run.Id) is not { } details) { return null; }
        var moments = store.Moments(run.Id);
        var missing = new List<string>();
        if (Planes(run, details, moments, missing) is not { Count: > 0 } planes) { return null; }
        var (rule, said) = Ruled(run, details.Predictions);
        var groups = new List<SpaceGroups>(planes.Select(_ => SpaceGroups.Of(View, run.Labels, details.Predictions, said)));
        (int Shared, double? Residual) joined = (0, null);
        if (View.With is { } id && View.At != "both") { joined = Join(store, id, details, planes, groups, missing); }
        var all = Listed(store, run, details.Predictions, said, planes, groups);
        Item[] items = [.. all.Where(i => View.Group is not { } g || g == i.Group).Select(i => i.Item)];
        var counts = all.CountBy(i => i.Group).ToDictionary();
        var pages = Math.Max(1, (int)(((long)items.Length + size - 1) / size));
        var page = Math.Clamp(asked, 1, pages);
        return new Answer(run, rule, planes, groups, joined.Shared, joined.Residual, moments is not null,
            [.. store.Runs().Where(r => r.Status == RunStatus.Done && r.Id != run.Id && r.Corpus == run.Corpus
                && r.Fold == run.Fold && r.Folds == run.Folds).OrderByDescending(r => r.FinishedAt)
                .ThenBy(r => r.Id, StringComparer.Ordinal).Take(MostChoices)],
            [.. items.Skip((page - 1) * size).Take(size)], items.Length, items.Count(i => i.Predicted is { } p && p != i.Gold), page, pages,
            SpaceGroups.Distances(details.Predictions).What, missing)
        {
            Predicted = items.Count(i => i.Predicted is not null),
            OfGroup = [.. groups[0].Titles.Select((_, g) => counts.GetValueOrDefault(g))],
        };
    }

    private List<SpacePlane>? Planes(RunSummary run, RunDetails details, SpaceMoments? moments, List<string> missing)
    {
        if (moments is not null)
        {
            SpacePlane Start() => SpacePlane.Of("Start of training", run, moments, moments.Start);
            SpacePlane End() => SpacePlane.Of(View.At == "both" ? "End of training" : run.LossTitle, run, moments, moments.End);
            return View.At switch { "start" => [Start()], "both" => [Start(), End()], _ => [End()] };
        }
        if (View.At != "end")
        {
            missing.Add($"Where the texts lay before training is not stored for this run. \"trainer space {run.Id}\" makes it; the end is "
                + "shown.");
        }
        return SpacePlane.Of(run, details) is { } plane ? [plane] : null;
    }

    private (string, RulePredictions?) Ruled(RunSummary run, Predictions predictions)
    {
        var rule = View.Rule is not null && predictions.Rule(View.Rule) is not null ? View.Rule : run.MainRule;
        return (rule, predictions.Rule(rule));
    }

    // The second run is turned onto the first by the texts that both held out: their spaces have other axes, and no others in common.
    private (int, double?) Join(RunStore store, string id, RunDetails first, List<SpacePlane> planes, List<SpaceGroups> groups,
        List<string> missing)
    {
        var run = store.Run(id);
        if (run is not { Status: RunStatus.Done } || run.Corpus != planes[0].Run.Corpus || store.Details(id) is not { } details)
        {
            missing.Add($"Run {id} is not here, not finished, or of other texts; it is left out.");
            return (0, null);
        }
        var moments = store.Moments(id);
        if (View.At == "start" && moments is null)
        {
            missing.Add($"Where the texts of {id} lay before training is not stored. \"trainer space {id}\" makes it; it is left out.");
            return (0, null);
        }
        var plane = moments is null ? SpacePlane.Of(run, details)
            : SpacePlane.Of(run.LossTitle, run, moments, View.At == "start" ? moments.Start : moments.End);
        var place = first.Predictions.TextIndex.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        (int Here, int There)[] shared = plane is null ? [] : [.. details.Predictions.TextIndex
            .Select((t, i) => (Here: place.GetValueOrDefault(t, -1), There: i)).Where(p => p.Here >= 0)];
        if (plane is null || shared.Length < 3)
        {
            missing.Add($"Run {id} holds out fewer than three of the same texts, so that there is nothing to bring it onto this basis; it "
                + "is left out.");
            return (0, null);
        }
        float[] Of(float[] places, Func<(int Here, int There), int> at) =>
            [.. shared.SelectMany(s => new[] { places[2 * at(s)], places[2 * at(s) + 1] })];
        var fit = Procrustes.Of(Of(plane.Test, s => s.There), Of(planes[0].Test, s => s.Here));
        planes.Add(plane with { Test = fit.Move(plane.Test), Train = fit.Move(plane.Train), Proxies = fit.Move(plane.Proxies) });
        groups.Add(SpaceGroups.Of(View, run.Labels, details.Predictions, Ruled(run, details.Predictions).Item2));
        return (shared.Length, fit.Residual);
    }

    // The texts of the region, of whatever group.
    private List<(Item Item, int Group)> Listed(RunStore store, RunSummary first, Predictions own, RulePredictions? said,
        List<SpacePlane> planes, List<SpaceGroups> groups)
    {
        var at = Math.Clamp(View.Panel, 0, planes.Count - 1);
        var plane = planes[at];
        var predictions = plane.Run.Id == first.Id ? own : store.Details(plane.Run.Id)?.Predictions ?? own;
        var rule = plane.Run.Id == first.Id ? said : Ruled(plane.Run, predictions).Item2;
        if (store.Texts(plane.Run.Corpus) is not { } texts) { return []; }
        var (distances, _) = SpaceGroups.Distances(predictions);
        var classes = plane.Run.Labels.Count;
        bool Chosen(double x, double y) => View.Region?.Holds(x, y) ?? true;
        IEnumerable<(Item Item, int Group)> held = View.Texts == "training" ? [] : Enumerable.Range(0, predictions.Count)
            .Where(i => Chosen(plane.Test[2 * i], plane.Test[2 * i + 1]))
            .Select(i => (new Item(texts.Texts[predictions.TextIndex[i]], predictions.Gold[i], rule?.Predicted[i],
                rule is null ? null : SpaceGroups.MarginOf(rule, predictions.Gold[i], i, classes),
                float.IsFinite(distances[i]) ? distances[i] : null, plane.Test[2 * i], plane.Test[2 * i + 1]),
                groups[at].OfTest[i]));
        IEnumerable<(Item Item, int Group)> trained = View.Texts == "held-out" ? [] : Enumerable.Range(0, plane.TrainIndex.Length)
            .Where(i => Chosen(plane.Train[2 * i], plane.Train[2 * i + 1]))
            .Select(i => (new Item(texts.Texts[plane.TrainIndex[i]], plane.TrainLabel[i], null, null, null, plane.Train[2 * i],
                plane.Train[2 * i + 1]), GroupOf(groups[at], plane.TrainLabel[i])));
        return [.. held.OrderBy(i => i.Item.Margin ?? 0).ThenBy(i => i.Item.Text.Id, StringComparer.Ordinal), .. trained];
    }

    private static int GroupOf(SpaceGroups groups, int label) => label < groups.OfLabel.Length ? groups.OfLabel[label] : -1;
}
