namespace DmlStudio.Web.Slices;

/// <summary>Names that a slice expression may use here.</summary>
/// <param name="Losses">Losses after <c>@</c>.</param>
/// <param name="Labels">Labels.</param>
public sealed record SliceNames(IReadOnlyList<string> Losses, IReadOnlyList<string> Labels);
