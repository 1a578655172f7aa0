namespace DmlStudio.Settings;

/// <summary>Weights of the losses of an ensemble.</summary>
public enum LossWeighting
{
    /// <summary>As given.</summary>
    Fixed,

    /// <summary>Learnt, a softmax with its entropy.</summary>
    SoftmaxEntropy,

    /// <summary>Learnt uncertainties.</summary>
    Uncertainty,

    /// <summary>By the size of their gradients.</summary>
    Gradient,
}
