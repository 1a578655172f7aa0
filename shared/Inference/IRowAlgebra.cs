namespace DmlStudio.Inference;

/// <summary>Rows that a model says of N texts and what can be done with them. The trainer has tensors with gradients behind it, and
/// this side needs no tensor library.</summary>
public interface IRowAlgebra<T>
{
    /// <summary>Logits of the head, [N, C].</summary>
    T Logits { get; }

    /// <summary>Scores of the labels by the proxies, [N, C].</summary>
    T ProxyScores { get; }

    /// <summary>Embeddings of unit length, [N, D].</summary>
    T Unit { get; }

    /// <summary>Embeddings of unit length, a vector taken from each, and brought to unit length again.</summary>
    /// <param name="centre">[D].</param>
    /// <returns>[N, D].</returns>
    T UnitFrom(float[] centre);

    /// <summary>Rows times the transpose of a matrix, and a number added to each column.</summary>
    /// <param name="rows">[N, D].</param>
    /// <param name="weights">[C · D].</param>
    /// <param name="biases">[C]; null for none.</param>
    /// <returns>[N, C].</returns>
    T Linear(T rows, float[] weights, float[]? biases);

    /// <summary>factor·x + shift.</summary>
    /// <param name="rows">[N, C].</param>
    /// <param name="shift">What is added.</param>
    T Affine(T rows, double factor, double shift);

    /// <summary>x / by.</summary>
    /// <param name="rows">[N, C].</param>
    /// <param name="by">Divisor, not 0.</param>
    T Divided(T rows, double by);

    /// <summary>The same with some columns at a constant, through which no gradient flows.</summary>
    /// <param name="rows">[N, C].</param>
    /// <param name="columns">[C], true = constant.</param>
    /// <param name="value">The constant.</param>
    T WithColumns(T rows, bool[] columns, double value);
}
