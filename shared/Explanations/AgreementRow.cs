namespace DmlStudio.Explanations;

/// <summary>How far two methods agree over texts.</summary>
/// <param name="A">One method, with its variant.</param>
/// <param name="Target">Target of both.</param>
/// <param name="Spearman">Mean rank correlation of the signed weights within a text.</param>
/// <param name="Signs">Mean share of equal signs among the words in either top five.</param>
/// <param name="Top">Mean overlap of the five largest words.</param>
/// <param name="Undefined">Texts left out of the rank correlation because one of the two gives every word the same weight.</param>
public sealed record AgreementRow(string A, string B, string Target, MeanInterval Spearman, MeanInterval Signs, MeanInterval Top,
    int Undefined);
