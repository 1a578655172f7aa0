namespace DmlStudio.Records;

/// <summary>What one kind of edit did to a run's predictions. A case is one text with one seed, of a pair the first or the second
/// text with one seed, and counts only when the edit changed the text.</summary>
/// <param name="Name">Edit, such as <c>typo-swap-1</c>.</param>
/// <param name="Title">As people read it.</param>
/// <param name="Group">Group, such as <c>typos</c>.</param>
/// <param name="KeepsLabel">Whether the label must stay, so that another prediction is a failure; false for edits that may change the
/// meaning, whose flips are told and not judged.</param>
/// <param name="Seeds">Draws for each text; 1 for an edit without chance.</param>
/// <param name="Texts">Texts that the edit changes in some draw.</param>
/// <param name="Cases">Changed cases.</param>
/// <param name="SameTokens">Cases whose tokens stay the same, so that nothing can change.</param>
/// <param name="RightBefore">Cases that were right without the edit.</param>
/// <param name="RightAfter">Cases that are right with it.</param>
/// <param name="Flips">Cases with another predicted label.</param>
/// <param name="MeanShift">Mean absolute change of the probability of the label predicted before, 0..1.</param>
/// <param name="SecondCases">Of <paramref name="Cases"/>, those that edit the second text of a pair.</param>
/// <param name="SecondFlips">Of <paramref name="Flips"/>, those of an edited second text.</param>
public sealed record PerturbationResult(string Name, string Title, string Group, bool KeepsLabel, int Seeds, int Texts, int Cases,
    int SameTokens,
    int RightBefore, int RightAfter, int Flips, double MeanShift, int SecondCases = 0, int SecondFlips = 0);
