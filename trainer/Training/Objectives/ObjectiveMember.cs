namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>A member of an ensemble or of a Pareto search.</summary>
/// <param name="Name">As written, such as <c>sup-con</c>.</param>
/// <param name="Term">Its term; its tensors are named by its place.</param>
internal sealed record ObjectiveMember(string Name, Term Term);
