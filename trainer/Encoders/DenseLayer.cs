namespace DmlStudio.Trainer.Encoders;

/// <summary>A linear layer behind the pooling (sentence-transformers' Dense).</summary>
/// <param name="Inputs">Size of what it takes.</param>
/// <param name="Outputs">Size of what it gives.</param>
/// <param name="Weight">[outputs · inputs].</param>
/// <param name="Bias">[outputs], or null.</param>
/// <param name="Activation"><c>tanh</c>, <c>relu</c>, <c>gelu</c> or <c>none</c>.</param>
internal sealed record DenseLayer(int Inputs, int Outputs, float[] Weight, float[]? Bias, string Activation);
