namespace DmlStudio.Records;

/// <summary>One setting of a run as it was used, defaults written out.</summary>
/// <param name="Group">Station it belongs to, such as <c>loss</c> or <c>optimiser</c>.</param>
/// <param name="Name">Name, kebab-case, as in the experiment file.</param>
/// <param name="Value">Value, written invariantly.</param>
/// <param name="Default">Default, written the same way.</param>
public sealed record SettingValue(string Group, string Name, string Value, string Default);
