namespace DmlStudio.Records;

/// <summary>What a run's rules say of texts that belong to none of its labels. An optional part of a run, one for each
/// set of texts.</summary>
/// <param name="Name">Name of the set of texts.</param>
/// <param name="Checksum">SHA-256 of its texts, hex: runs are compared on equal sets only.</param>
/// <param name="Texts">The texts, [M].</param>
/// <param name="Inside">Positions in the corpus of the held-out texts that stand for texts in scope, [N].</param>
/// <param name="Scores">Scores of each rule.</param>
public sealed record OutOfScope(string Name, string Checksum, IReadOnlyList<string> Texts, int[] Inside,
    IReadOnlyList<OutOfScopeScore> Scores);
