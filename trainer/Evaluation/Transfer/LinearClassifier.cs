using System.Numerics.Tensors;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>One linear layer on frozen features, trained by gradient steps as SentEval trains it.</summary>
/// <remarks>Conneau and Kiela 2018, arXiv:1803.05449 (SentEval). In plain arithmetic: with a few hundred weights a
/// tensor library spends its time on calls.</remarks>
internal sealed class LinearClassifier
{
    private readonly float[] _features;
    private readonly int _width;
    private readonly int _classes;
    private readonly bool _adam;
    private readonly float _decay;
    private readonly Random _random;
    private readonly float[] _gradient;
    private readonly float[] _moment;
    private readonly float[] _square;
    private readonly float[] _scores;
    private float[] _weights;
    private int _steps;

    /// <summary>Starts from PyTorch's initial weights: uniform within one over the root of the width.</summary>
    /// <param name="features">[N · D], shared and not changed.</param>
    /// <param name="width">Features D of a row.</param>
    /// <param name="classes">Labels C.</param>
    /// <param name="adam">Adam, else RMSprop.</param>
    /// <param name="decay">L2 inside the optimiser.</param>
    /// <param name="random">Source of initial weights and order.</param>
    public LinearClassifier(float[] features, int width, int classes, bool adam, double decay, Random random)
    {
        (_features, _width, _classes, _adam, _decay, _random) = (features, width, classes, adam, (float)decay, random);
        var bound = 1 / Math.Sqrt(width);
        // [C · D], then C biases
        _weights = [.. Enumerable.Range(0, classes * (width + 1)).Select(_ => (float)((2 * random.NextDouble() - 1) * bound))];
        (_gradient, _moment, _square, _scores) =
            (new float[_weights.Length], new float[_weights.Length], new float[_weights.Length], new float[classes]);
    }

    /// <summary>Trains to labels with cross-entropy; the weights of the best evaluation stay. The counter of evaluations without gain
    /// is never reset.</summary>
    /// <param name="labels">N labels.</param>
    /// <param name="dev">Rows of the evaluations.</param>
    /// <param name="interrupt">Stops between epochs.</param>
    public void Fit(SentEvalProtocol protocol, int[] labels, int[] train, int[] dev, CancellationToken interrupt) =>
        Fit(protocol.Batch, protocol.EpochSize, SentEvalProtocol.MostEpochs, protocol.Tenacity, train, () => Accuracy(labels, dev),
            (row, scale) =>
        {
            Softmax(row);
            _scores[labels[row]] -= 1;
            TensorPrimitives.Multiply(_scores, scale, _scores);
        }, interrupt);

    /// <summary>Trains to distributions with squared error.</summary>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="epochSize">Epochs between evaluations.</param>
    /// <param name="mostEpochs">Epochs at most.</param>
    /// <param name="tenacity">Evaluations without gain before the next one stops.</param>
    /// <param name="targets">[N · C].</param>
    /// <param name="evaluate">Larger is better.</param>
    /// <param name="interrupt">Stops between epochs.</param>
    public void FitDistributions(int batch, int epochSize, int mostEpochs, int tenacity, float[] targets, int[] train,
        Func<double> evaluate, CancellationToken interrupt) =>
        Fit(batch, epochSize, mostEpochs, tenacity, train, evaluate, (row, scale) =>
        {
            Softmax(row);
            // d/dz of the mean squared error: p ∘ (g − Σ g p) with g = 2 (p − t) / C.
            Span<float> g = stackalloc float[_classes];
            for (var c = 0; c < _classes; c++) { g[c] = 2 * (_scores[c] - targets[row * _classes + c]) / _classes; }
            var mean = TensorPrimitives.Dot(g, _scores);
            for (var c = 0; c < _classes; c++) { _scores[c] *= scale * (g[c] - mean); }
        }, interrupt);

    /// <summary>The label with the largest score.</summary>
    public int Predict(int row)
    {
        Scores(row);
        return TensorPrimitives.IndexOfMax(_scores);
    }

    /// <summary>Share of right predictions.</summary>
    /// <param name="labels">N labels.</param>
    public double Accuracy(int[] labels, int[] rows) =>
        rows.Length == 0 ? 0 : rows.Count(r => Predict(r) == labels[r]) / (double)rows.Length;

    /// <summary>Mean of 1 to C under the predicted distribution.</summary>
    public double Grade(int row)
    {
        Softmax(row);
        var grade = 0.0;
        for (var c = 0; c < _classes; c++) { grade += (c + 1) * _scores[c]; }
        return grade;
    }

    private void Fit(int batch, int epochSize, int mostEpochs, int tenacity, int[] train, Func<double> evaluate, Action<int, float> slope,
        CancellationToken interrupt)
    {
        var order = (int[])train.Clone();
        var best = double.NegativeInfinity;
        var kept = _weights;
        var idle = 0;
        for (var epoch = 0; epoch <= mostEpochs;)
        {
            for (var i = 0; i < epochSize; i++, epoch++)
            {
                interrupt.ThrowIfCancellationRequested();
                _random.Shuffle(order);
                for (var at = 0; at < order.Length; at += batch) { Step(order.AsSpan(at, Math.Min(batch, order.Length - at)), slope); }
            }
            var now = evaluate();
            if (now > best) { (best, kept) = (now, (float[])_weights.Clone()); }
            else if (idle++ >= tenacity) { break; }
        }
        _weights = kept;
    }

    private void Step(ReadOnlySpan<int> rows, Action<int, float> slope)
    {
        Array.Clear(_gradient);
        var biases = _classes * _width;
        foreach (var row in rows)
        {
            slope(row, 1f / rows.Length);
            var x = _features.AsSpan(row * _width, _width);
            for (var c = 0; c < _classes; c++)
            {
                var into = _gradient.AsSpan(c * _width, _width);
                TensorPrimitives.MultiplyAdd(x, _scores[c], into, into);
                _gradient[biases + c] += _scores[c];
            }
        }
        Update();
    }

    private void Update()
    {
        const float First = 0.9f, Epsilon = 1e-8f;
        var second = _adam ? 0.999f : 0.99f;
        _steps++;
        TensorPrimitives.MultiplyAdd<float>(_weights, _decay, _gradient, _gradient);
        float rate = _adam ? 1e-3f / (1 - MathF.Pow(First, _steps))
            : 1e-2f, correction = _adam
            ? 1 / MathF.Sqrt(1 - MathF.Pow(second, _steps))
            : 1;
        for (var i = 0; i < _weights.Length; i++)
        {
            var g = _gradient[i];
            _square[i] = second * _square[i] + (1 - second) * g * g;
            _moment[i] = _adam ? First * _moment[i] + (1 - First) * g : g;
            _weights[i] -= rate * _moment[i] / (correction * MathF.Sqrt(_square[i]) + Epsilon);
        }
    }

    private void Softmax(int row)
    {
        Scores(row);
        TensorPrimitives.SoftMax(_scores, _scores);
    }

    private void Scores(int row)
    {
        var x = _features.AsSpan(row * _width, _width);
        for (var c = 0; c < _classes; c++)
        {
            _scores[c] = TensorPrimitives.Dot(x, _weights.AsSpan(c * _width, _width)) + _weights[_classes * _width + c];
        }
    }
}
