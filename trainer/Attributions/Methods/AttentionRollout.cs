namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Attention rollout: Â = ½(mean attention of the heads + 1), multiplied through the layers; the row of the first token. It knows
/// no sign and no label: a diagnostic, not judged with the others.</summary>
/// <remarks>Abnar and Zuidema 2020, arXiv:2005.00928.</remarks>
internal sealed class AttentionRollout : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Gradients is not { } model || model.Attentions() is not { Count: > 0 } layers) { return []; }
        var rollout = Of(layers, model.Tokens);
        var (words, special) = Pieces.Sum(rollout[..model.Tokens], model.Owner, text.Words);
        return [new Attribution(new ExplainTarget("attention", text.Whole.Predicted), words) { Absence = null, Special = special,
            ForwardPasses = 1 }];
    }

    /// <summary>R = Â_L···Â_1.</summary>
    /// <param name="layers">Attention of each layer, first layer first, [T · T], rows sum to 1.</param>
    /// <param name="tokens">T.</param>
    /// <returns>[T · T].</returns>
    public static double[] Of(IReadOnlyList<double[]> layers, int tokens)
    {
        double[]? so = null;
        foreach (var layer in layers)
        {
            double[] mixed = [.. layer.Select((a, i) => (a + (i / tokens == i % tokens ? 1 : 0)) / 2)];
            so = so is null ? mixed : Product(mixed, so, tokens);
        }
        return so ?? [];
    }

    private static double[] Product(double[] a, double[] b, int n)
    {
        var product = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var factor = a[i * n + k];
                for (var j = 0; j < n; j++) { product[i * n + j] += factor * b[k * n + j]; }
            }
        }
        return product;
    }
}
