using DmlStudio.Settings;

namespace DmlStudio.Tests.Trainer;

/// <summary>Values of enumerations by the words of reference files and of test cases.</summary>
internal static class Words
{
    public static T Of<T>(string word) where T : struct, Enum =>
        SettingWord.Value(typeof(T), word) is T value
            ? value
            : throw new ArgumentException($"{typeof(T).Name} has no \"{word}\"; it has {string.Join(", ", SettingWord.All(typeof(T)))}.",
                nameof(word));
}
