namespace DmlStudio.Trainer.Attributions;

/// <summary>A model on one text that can also be asked at word embeddings of one's own (before positions and
/// LayerNorm). T tokens, H numbers each.</summary>
internal interface IGradientScorer : IScorer
{
    /// <summary>Number T of tokens, special ones included.</summary>
    int Tokens { get; }

    /// <summary>Size H of a word embedding.</summary>
    int Hidden { get; }

    /// <summary>Word of each token, −1 for special tokens and tokens of no word, [T].</summary>
    int[] Owner { get; }

    /// <summary>True for special tokens, which keep their embedding in a baseline, [T].</summary>
    bool[] Special { get; }

    /// <summary>Word embeddings of the text, [T · H].</summary>
    float[] Embeddings();

    /// <summary>The same model and text, as if its tokens had other embeddings, whether it is asked for gradients or
    /// with words taken away.</summary>
    /// <param name="words">Word embeddings of the whole text, [T · H].</param>
    IGradientScorer At(float[] words);

    /// <summary>Embedding of a baseline token.</summary>
    /// <param name="baseline"><c>pad</c>, <c>mask</c> or <c>zero</c>.</param>
    /// <returns>[H].</returns>
    float[] Baseline(string baseline);

    /// <summary>Values and gradients of targets at points.</summary>
    /// <param name="points">Word embeddings, [B · T · H].</param>
    /// <param name="targets">Targets, K.</param>
    /// <returns>Values [K][B] and gradients [K][B · T · H].</returns>
    (double[][] Values, float[][] Gradients) Gradients(float[] points, IReadOnlyList<ExplainTarget> targets);

    /// <summary>Values of targets at points, without gradients.</summary>
    /// <param name="points">Word embeddings, [B · T · H].</param>
    /// <param name="targets">Targets, K.</param>
    /// <returns>[K][B].</returns>
    double[][] Values(float[] points, IReadOnlyList<ExplainTarget> targets);

    /// <summary>Attention of every layer, the mean over its heads, [L][T · T], rows attend to columns; empty where the
    /// encoder gives none.</summary>
    IReadOnlyList<double[]> Attentions();

    /// <summary>Hidden states of the last layer [T · H] when the embedding is their mean, otherwise null.</summary>
    float[]? MeanPooledStates();
}
