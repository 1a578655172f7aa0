using DmlStudio.Explanations;

namespace DmlStudio.Trainer.Attributions;

/// <summary>A method that can be chosen by name.</summary>
/// <param name="Key">Method, such as <c>lime</c>.</param>
/// <param name="Profile">Variant, such as <c>captum</c>; empty for none.</param>
/// <param name="Title">As people read it.</param>
/// <param name="Source">Paper, or where it is fixed.</param>
/// <param name="Method">The method.</param>
/// <param name="Gradients">Whether it needs gradients or states, not only answers.</param>
/// <param name="Sampled">Whether it draws masks on long texts, so that seeds matter.</param>
internal sealed record AttributionChoice(string Key, string Profile, string Title, string Source, IAttributionMethod Method,
    bool Gradients = false, bool Sampled = false)
{
    /// <summary>Name on the command line: <c>lime/captum</c>, or the method alone where it has no variant.</summary>
    public string Name => Profile.Length == 0 ? Key : $"{Key}/{Profile}";

    /// <summary>What it gives: whether positive means towards the label, one weight per word, of the target asked for.</summary>
    public MethodKind Kind => MethodKind.Of(Key);
}
