namespace DmlStudio.Inference;

/// <summary>Class means that unlabelled texts refine: what all texts have in common is taken from every embedding, then soft k-means
/// begins at the means of the labelled texts and stays near them: u_c = f~·w_c/τ.</summary>
/// <remarks>f~ = unit(f^ − mean of the unlabelled f^) (centring: Wang et al. 2019, arXiv:1911.04623). w_c = unit(μ~_c + λ Σ q_ic u~_i /
/// Σ q_ic) with q_i = softmax_c(u~_i·w_c/τ_q), ten times (soft k-means: Ren et al. 2018, arXiv:1803.00676, eq. 3 and 4; there a text
/// weighs as much as a labelled one, here all unlabelled texts of a label weigh λ labelled means, so that their number does not
/// matter). Constants: docs/recipe.md. A label without a training text never wins: its score lies below every other. Without an
/// unlabelled text nothing is taken away and the plain means decide.</remarks>
public sealed class RefinedMeansRule : InferenceRule, IGradientRule
{
    private const int Rounds = 10;

    /// <summary>Weight λ of the unlabelled mean beside the labelled.</summary>
    private const double Weight = 4;

    /// <summary>τ_q, at which unlabelled texts are shared out.</summary>
    private const double SharingTemperature = 0.05;

    /// <summary>τ of the probabilities.</summary>
    private const double Temperature = 0.2;

    /// <summary>Cosine of a label without training texts; true ones end at −1.</summary>
    private const double Absent = -4;

    private readonly int _dimension;
    private readonly float[] _centre;
    private readonly ClassMeans _means;
    private readonly bool _applies;

    /// <summary>Refines the means.</summary>
    /// <param name="training">The run; without unlabelled texts the rule does not apply.</param>
    public RefinedMeansRule(RuleTraining training) : base(training.Classes)
    {
        (_dimension, _applies, _centre) = (training.Dimension, training.Unlabelled is not null, new float[training.Dimension]);
        var unlabelled = Vectors.Normalised(training.Unlabelled ?? [], _dimension);
        for (var i = 0; i < unlabelled.Length; i++) { _centre[i % _dimension] += unlabelled[i] * _dimension / unlabelled.Length; }
        var start = ClassMeans.Of(Centred(training.Embeddings), training.Labels, _dimension, Classes);
        _means = start with { Unit = Refined(start, Centred(unlabelled)) };
    }

    /// <inheritdoc/>
    public override float[]? Scores(RuleReading said)
    {
        if (!_applies) { return null; }
        var cosines = Cosines(Centred(said.Embeddings), _means.Unit);
        return [.. cosines.Select((cosine, i) => (float)((_means.Present[i % Classes] ? cosine : Absent) / Temperature))];
    }

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> said) => said.Divided(
        said.WithColumns(said.Linear(said.UnitFrom(_centre), _means.Unit, null), Array.ConvertAll(_means.Present, p => !p), Absent),
        Temperature);

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said) => Largest("refined-cosine", said);

    private float[] Refined(ClassMeans start, float[] unlabelled)
    {
        var means = start.Unit;
        for (var round = 0; round < Rounds && unlabelled.Length > 0; round++)
        {
            var shares = Shares(Cosines(unlabelled, means), start.Present);
            var (sums, masses) = (new double[means.Length], new double[Classes]);
            for (var i = 0; i < shares.Length; i++)
            {
                int text = i / Classes, c = i % Classes;
                masses[c] += shares[i];
                for (var d = 0; d < _dimension; d++) { sums[c * _dimension + d] += shares[i] * unlabelled[text * _dimension + d]; }
            }
            means = Vectors.Normalised([.. sums.Select((sum, at) =>
                (float)(start.Unit[at] + (masses[at / _dimension] > 0 ? Weight * sum / masses[at / _dimension] : 0)))], _dimension);
        }
        return means;
    }

    // How much of each unlabelled text belongs to each label that has a mean, [M · C].
    private double[] Shares(double[] cosines, bool[] present)
    {
        var shares = new double[cosines.Length];
        for (var row = 0; row < cosines.Length; row += Classes)
        {
            var (best, sum) = (double.NegativeInfinity, 0.0);
            for (var c = 0; c < Classes; c++) { if (present[c]) { best = Math.Max(best, cosines[row + c]); } }
            for (var c = 0; c < Classes; c++)
            {
                shares[row + c] = present[c] ? Math.Exp((cosines[row + c] - best) / SharingTemperature) : 0;
                sum += shares[row + c];
            }
            for (var c = 0; c < Classes; c++) { shares[row + c] /= sum; }
        }
        return shares;
    }

    private double[] Cosines(float[] unit, float[] means)
    {
        var cosines = new double[unit.Length / _dimension * Classes];
        for (var i = 0; i < cosines.Length; i++)
        {
            cosines[i] = Vectors.Dot(unit.AsSpan(i / Classes * _dimension, _dimension),
                means.AsSpan(i % Classes * _dimension, _dimension));
        }
        return cosines;
    }

    private float[] Centred(float[] embeddings)
    {
        var unit = Vectors.Normalised(embeddings, _dimension);
        for (var i = 0; i < unit.Length; i++) { unit[i] -= _centre[i % _dimension]; }
        return Vectors.Normalised(unit, _dimension);
    }
}
