using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>The settings of several runs side by side.</summary>
internal static class SettingsBeside
{
    /// <summary>A setting.</summary>
    /// <param name="Values">Value in each run; null where it has no such setting.</param>
    /// <param name="Equal">Whether all runs were made alike in it.</param>
    public sealed record Line(string Group, string Name, IReadOnlyList<string?> Values, bool Equal);

    /// <summary>Every setting that some run has.</summary>
    public static IReadOnlyList<Line> Of(IReadOnlyList<(RunSummary Run, IReadOnlyList<SettingValue> Settings)> runs)
    {
        var all = runs.Select(r => r.Settings.ToDictionary(s => (s.Group, s.Name))).ToArray();
        var oneLoss = runs.DistinctBy(r => r.Run.Loss).Count() == 1;
        return [.. all.SelectMany(s => s.Keys).Distinct().Select(k =>
        {
            SettingValue?[] values = [.. all.Select(s => s.GetValueOrDefault(k))];
            return new Line(k.Group, k.Name, [.. values.Select(v => v?.Value)],
                Equal(values, ofAll: k.Group == "training" || (k.Group == "loss" && oneLoss)));
        })];
    }

    // What every such run has now was done as its default says before it could be set; another loss truly has no such setting.
    private static bool Equal(SettingValue?[] values, bool ofAll) =>
        values.DistinctBy(v => v?.Value).Count() == 1
        || (ofAll && values.OfType<SettingValue>().DistinctBy(v => v.Value).Count() == 1
            && values.OfType<SettingValue>().All(v => v.Value == v.Default));
}
