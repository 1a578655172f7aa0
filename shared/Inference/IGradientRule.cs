namespace DmlStudio.Inference;

/// <summary>A rule whose scores can be differentiated, so that attribution methods may follow gradients through it.</summary>
public interface IGradientRule
{
    /// <summary>The scores of <see cref="InferenceRule.Scores"/> in an algebra of rows.</summary>
    /// <typeparam name="T">Rows of that algebra.</typeparam>
    /// <param name="said">What the model says, and the operations.</param>
    /// <returns>[N, C].</returns>
    T Scores<T>(IRowAlgebra<T> said);
}
