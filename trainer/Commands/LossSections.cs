using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Commands;

/// <summary>The sections of an experiment that hold what differs for a loss: its own settings, and training settings. A section named by
/// the loss alone (<c>sup-con</c>) is of every loss with it; one named as a loss of the plan is written (<c>cce+sup-con</c>) is of that
/// loss alone, and goes before.</summary>
/// <param name="sections">Values by section.</param>
/// <param name="protocol">Published settings by loss; what a section says goes before.</param>
internal sealed class LossSections(IReadOnlyDictionary<string, Dictionary<string, string>> sections,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> protocol)
{
    /// <summary>Refuses what no loss of the plan would follow.</summary>
    /// <param name="of">Named in the message.</param>
    /// <param name="losses">Losses of the plan.</param>
    /// <param name="asked">Sections that must be followed.</param>
    /// <exception cref="InvalidDataException">A section is of no loss, of none of the plan, or stands there twice.</exception>
    public void Require(string of, IReadOnlyList<string> losses, IReadOnlySet<string> asked)
    {
        ObjectiveChoice[] plan = [.. losses.Select(ObjectiveTable.Parse)];
        foreach (var same in sections.Keys.GroupBy(Name).Where(g => g.Count() > 1))
        {
            throw new InvalidDataException($"{of}: the sections {string.Join(" and ", same)} are of one loss. Write one of them.");
        }
        foreach (var key in asked)
        {
            var whole = plan.Any(c => Keys(c).Contains(Name(key)));
            if (!Concerns(key, losses))
            {
                throw new InvalidDataException($"{of}: settings of {key} are given, and no loss of the experiment is that one (found "
                    + $"{string.Join(", ", losses)}). Add it to losses, or leave its settings out.");
            }
            if (!whole && Training(key).Keys.FirstOrDefault() is { } training)
            {
                throw new InvalidDataException($"{of}: {training} of {key} says how a loss is trained, and {key} is only a member of one "
                    + $"here (found {string.Join(", ", losses)}). Give {training} to the whole loss.");
            }
        }
    }

    /// <summary>Whether a section is of one of some losses, or of a member of one.</summary>
    /// <param name="section">Its name.</param>
    /// <param name="losses">The losses.</param>
    public static bool Concerns(string section, IEnumerable<string> losses) => losses.Select(ObjectiveTable.Parse)
        .Any(c => Keys(c).Contains(Name(section)) || c.Members.Any(m => m?.Key == Name(section)));

    /// <summary>Settings of losses by the loss as it is written, and of members by their key.</summary>
    /// <param name="losses">Losses of the plan.</param>
    public Dictionary<string, object> Settings(IReadOnlyList<string> losses)
    {
        var found = new Dictionary<string, object>(StringComparer.Ordinal);
        ObjectiveChoice[] plan = [.. losses.Select(ObjectiveTable.Parse)];
        foreach (var entry in plan.SelectMany(c => c.Members).Concat(sections.Keys.Concat(protocol.Keys).Where(k => k == Name(k))
            .Select(k => ObjectiveTable.Parse(k).Entry)).OfType<ObjectiveEntry>())
        {
            found[entry.Key] = Make(entry, Values(entry.Key));
        }
        foreach (var choice in plan.Where(c => c.Entry is not null)) { found[choice.Text] = Make(choice.Entry!, Values(Keys(choice))); }
        return found;
    }

    /// <summary>Training settings of the losses for which some differ, by the loss as it is written.</summary>
    /// <param name="losses">Losses of the plan.</param>
    /// <param name="common">Training settings of all.</param>
    public Dictionary<string, TrainingSettings> Training(IReadOnlyList<string> losses, IReadOnlyDictionary<string, string> common) =>
        losses.Select(ObjectiveTable.Parse).Select(c => (c.Text, Different: Keys(c).SelectMany(Training).GroupBy(v => v.Key)
                .ToDictionary(g => g.Key, g => g.Last().Value)))
            .Where(l => l.Different.Count > 0).DistinctBy(l => l.Text).ToDictionary(l => l.Text,
                l => (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings),
                    common.Where(t => !l.Different.ContainsKey(t.Key)).Concat(l.Different).ToDictionary(), l.Text));

    // What goes before stands last.
    private static string[] Keys(ObjectiveChoice choice) => [.. new[] { Bare(choice), choice.Text }.Distinct()];

    private static string Bare(ObjectiveChoice choice) => choice.Key ?? choice.Text;

    // A loss by its own name keeps it, members or not; any other is called as it is written.
    private static string Name(string key) => ObjectiveTable.Parse(key) is var choice && Bare(choice) == key.Trim() ? key.Trim()
        : choice.Text;

    private Dictionary<string, string> Values(params string[] keys)
    {
        var values = new Dictionary<string, string>(protocol.GetValueOrDefault(keys[0]) ?? new Dictionary<string, string>());
        foreach (var (name, value) in keys.SelectMany(Section)) { values[name] = value; }
        return values;
    }

    private IEnumerable<KeyValuePair<string, string>> Section(string name) =>
        sections.Where(s => Name(s.Key) == name).SelectMany(s => s.Value);

    private Dictionary<string, string> Training(string key) => ObjectiveTable.Parse(key).Entry is var entry
        ? Section(Name(key)).Where(v => !Own(entry, v.Key) && Common(v.Key)).ToDictionary() : [];

    private static object Make(ObjectiveEntry entry, Dictionary<string, string> values) => SettingInfo.Make(entry.Settings,
        values.Where(v => Own(entry, v.Key) || !Common(v.Key)).ToDictionary(), entry.Key);

    private static bool Own(ObjectiveEntry? entry, string name) =>
        entry is not null && SettingInfo.Of(entry.Settings).Any(i => i.Name == name);

    private static bool Common(string name) => SettingInfo.Of(typeof(TrainingSettings)).Any(i => i.Name == name);
}
