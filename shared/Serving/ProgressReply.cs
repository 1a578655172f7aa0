namespace DmlStudio.Serving;

/// <summary>How far an answer is.</summary>
/// <param name="What">What is going on, such as <c>opening the run</c>.</param>
/// <param name="Done">Perturbed texts read.</param>
/// <param name="Of">Perturbed texts to read, 0 while unknown.</param>
public sealed record ProgressReply(string What, int Done, int Of) : ServingReply
{
    /// <inheritdoc/>
    public override bool Last => false;
}
