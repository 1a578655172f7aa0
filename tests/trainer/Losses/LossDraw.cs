using DmlStudio.Losses;
using DmlStudio.Losses.Tensors;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>A loss of the table with its default settings and a random batch for it, in double.</summary>
internal sealed class LossDraw
{
    public const int Classes = 3, Dimension = 5;

    private readonly LossChoice _choice;

    public LossDraw(string key, int texts, int seed)
    {
        _choice = LossTable.All.Single(l => l.Key == key);
        Loss = Fresh();
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        Tensor Matrix(int n, int d) => tensor(Enumerable.Range(0, n * d).Select(_ => Normal()).ToArray()).view(n, d).requires_grad_();
        Embeddings = Matrix(texts * Loss.Views, Dimension);
        Labels = Views(tensor(Enumerable.Range(0, texts).Select(_ => (long)random.Next(Classes)).ToArray()));
        Parameters = [.. Loss.Parameters.Select(p => Matrix(p.Labels.Length, p.Dimension))];
    }

    public EmbeddingLoss Loss { get; }

    public Tensor Embeddings { get; }

    public Tensor Labels { get; }

    public Tensor[] Parameters { get; }

    /// <summary>A loss that has seen nothing yet but even probabilities: what it remembers of earlier batches is then
    /// the same for all calls.</summary>
    public EmbeddingLoss Fresh()
    {
        using var scope = NewDisposeScope();
        var loss = _choice.Make(Activator.CreateInstance(_choice.Settings)!, Classes, Dimension);
        loss.Observe(full(Classes, Classes, Kept.N(1.0 / Classes), ScalarType.Float64),
            tensor(Enumerable.Range(0, Classes).Select(c => (long)c).ToArray()));
        return loss;
    }

    /// <summary>Labels of texts as those of the rows of all views.</summary>
    public Tensor Views(Tensor labels) => labels.repeat([Loss.Views]);

    /// <summary>An order of texts as that of the rows of all views.</summary>
    public Tensor Order(Tensor texts) =>
        cat([.. Enumerable.Range(0, Loss.Views).Select(v => texts.add(Kept.N(v * texts.shape[0]), Kept.N(1L)))], 0);

    public double Value() => Value(Embeddings, Labels);

    public double Value(Tensor embeddings, Tensor labels, Tensor[]? parameters = null)
    {
        using var value = Fresh().Value(embeddings, labels, parameters ?? Parameters);
        return value?.item<double>() ?? 0;
    }

    /// <summary>Gradient along the embeddings; those along the parameters lie in their leaves. Null where there is
    /// nothing to learn from.</summary>
    public Tensor? Gradient()
    {
        Fresh().Value(Embeddings, Labels, Parameters)?.backward();
        return Embeddings.grad;
    }
}
