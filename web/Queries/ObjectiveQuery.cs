using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>The card of an objective, with what was run with it.</summary>
/// <param name="Key">Key, such as <c>proxy-anchor</c>.</param>
public sealed record ObjectiveQuery(string Key)
{
    /// <summary>What was run with it on one dataset.</summary>
    /// <param name="Loss">Loss as written.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Family">Its family.</param>
    /// <param name="Shots">Training texts.</param>
    /// <param name="Runs">Finished runs of the latest configuration.</param>
    /// <param name="Configuration">Its id.</param>
    /// <param name="Accuracy">Mean and interval.</param>
    /// <param name="Gain">Paired gain over cross-entropy; null without shared draws.</param>
    /// <param name="Latest">Id of the run that ended last.</param>
    public sealed record Use(string Dataset, string Loss, string Title, string Family, int Shots, string Encoder, int Runs,
        string Configuration, StudentInterval Accuracy, Comparison? Gain, string Latest);

    /// <summary>The answer.</summary>
    /// <param name="Uses">What was run with it, alone or with cross-entropy.</param>
    public sealed record Answer(ObjectiveInfo Card, IReadOnlyList<Use> Uses);

    /// <returns>Null when no objective has this key.</returns>
    public Answer? Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store));

    private Answer? Find(RunStore store)
    {
        if (ObjectiveInfo.All.FirstOrDefault(o => o.Key == Key) is not { } card) { return null; }
        var uses = new List<Use>();
        foreach (var encoder in store.Runs().Where(r => r.Status == RunStatus.Done).GroupBy(r => r.Encoder))
        {
            var chosen = new ChosenRuns(encoder, MetricInfo.All[0], null);
            foreach (var cell in encoder.Where(r => ObjectiveInfo.Find(r.Loss)?.Key == Key).GroupBy(r => (r.Dataset, r.Loss, r.Shots)))
            {
                if (chosen.Latest(cell.Key.Dataset, cell.Key.Loss, cell.Key.Shots) is not { } latest) { continue; }
                var partner = cell.Key.Loss == "cce" ? null : chosen.Partner(latest, cell.Key.Dataset, "cce", cell.Key.Shots);
                uses.Add(new Use(cell.Key.Dataset, cell.Key.Loss, cell.First().LossTitle, cell.First().Family, cell.Key.Shots,
                    encoder.Key, latest.Draws.Count, latest.Id,
                    StudentInterval.Of([.. latest.Draws.Select(d => d.Value)]), partner is null
                        ? null
                        : Comparison.Of(MetricInfo.All[0], partner.Draws, latest.Draws),
                        latest.Draws.MaxBy(d => d.Run.FinishedAt)!.Run.Id));
            }
        }
        return new Answer(card, [.. uses.OrderBy(u => u.Encoder, StringComparer.Ordinal).ThenBy(u => u.Dataset, StringComparer.Ordinal)
            .ThenBy(u => u.Shots).ThenBy(u => u.Loss, StringComparer.Ordinal)]);
    }
}
