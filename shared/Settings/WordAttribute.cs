namespace DmlStudio.Settings;

/// <summary>The word of a value of an enumeration where it is not its name in kebab-case; it is stored, and stays.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    /// <summary>As files and flags write it.</summary>
    public string Word { get; } = word;
}
