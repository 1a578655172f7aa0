namespace DmlStudio.Web.Slices;

/// <summary>Names that a slice expression may use here.</summary>
/// <param name="Losses">Losses after <c>@</c>.</param>
public sealed record SliceNames(IReadOnlyList<string> Losses, IReadOnlyList<string> Labels);
