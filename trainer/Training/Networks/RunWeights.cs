using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>Encoder, head and what an objective trains beside them, in one buffer, with the word table that goes with it.</summary>
internal sealed class RunWeights : IDisposable
{
    private readonly TrainingCell _cell;
    private readonly CompactVocabulary _vocabulary;
    private Tensor? _wholeTable;

    /// <summary>Lays out all tensors with their values before the first step.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="read">Ids of every text that is read while it trains.</param>
    /// <param name="more">Tensors of the objective.</param>
    /// <param name="device">Where they live.</param>
    public RunWeights(TrainingCell cell, IEnumerable<IReadOnlyList<int>> read, IEnumerable<ParameterSpec> more, Device device)
    {
        (_cell, Device) = (cell, device);
        var (encoder, settings) = (cell.Corpus.Encoder, cell.Settings);
        int word = encoder.Config.WordSize, size = cell.EmbeddingSize, classes = cell.Corpus.Source.Labels.Count;
        var padId = cell.Corpus.Tokenizer.Special.PadId;
        _vocabulary = new CompactVocabulary(read, padId);
        var specs = EncoderNetwork.Specs(encoder, _vocabulary.Gather(encoder.Weight(EncoderShapes.Words), word), settings.DecayEverything,
            cell.Pooling)
            .Select(s => Frozen(s.Name) ? s with { Trained = false } : s).ToList();
        var random = Seeds.Source(cell.Seed, FormattableString.Invariant($"head/{cell.Repetition}"));
        void Linear(string name, int rows, int columns)
        {
            specs.Add(new ParameterSpec(name + ".weight", [rows, columns], NormalDraw.Of(random, rows * columns, 0.02), true));
            specs.Add(new ParameterSpec(name + ".bias", [rows], new float[rows], settings.DecayEverything));
        }
        if (settings.Head == HeadKind.Mlp) { Linear("head.dense", size, size); }
        Linear("head.out", classes, size);
        specs.AddRange(more);
        specs.AddRange(cell.Modules.Specs(settings.DecayEverything));
        Parameters = new FlatParameters(specs, device);
        Draws = new DropoutDraws(cell.DropoutSeed);
        Encoder = new EncoderNetwork(encoder.Config, Parameters, cell.Precision) { Modules = cell.Modules, Draws = Draws };
        Rows = new WordRows(_vocabulary.Compact, _vocabulary.Compact([padId])[0]);
        Encoder.StartRow = Rows.Pad;
    }

    /// <summary>All trained tensors.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>What dropout draws.</summary>
    public DropoutDraws Draws { get; }

    /// <summary>Where they live.</summary>
    public Device Device { get; }

    /// <summary>The encoder on these tensors.</summary>
    public EncoderNetwork Encoder { get; }

    /// <summary>Rows of tokens in the word table that is in use: the compact one, and after training the whole one.</summary>
    public WordRows Rows { get; private set; }

    /// <summary>Whether training is over, so that any text can be read and not only those that were trained on.</summary>
    public bool Trained { get; private set; }

    /// <summary>The whole word table, [V, E].</summary>
    /// <exception cref="InvalidOperationException">Training goes on, and only the rows of its texts are there.</exception>
    public Tensor WholeTable =>
        Trained ? _wholeTable! : throw new InvalidOperationException("The whole word table is read after training.");

    /// <summary>What was given to <see cref="EndTraining"/>; 1 before.</summary>
    public double UntouchedScale { get; private set; } = 1;

    /// <summary>Puts the trained rows back into the whole word table; from here on any text can be read.</summary>
    /// <param name="untouchedScale">Product of the decays that untouched rows would have met.</param>
    public void EndTraining(double untouchedScale)
    {
        UntouchedScale = Frozen(EncoderShapes.Words) ? 1 : untouchedScale;
        using var scope = NewDisposeScope();
        var (encoder, word) = (_cell.Corpus.Encoder, _cell.Corpus.Encoder.Config.WordSize);
        var table = encoder.Weight(EncoderShapes.Words);
        var full = empty(table.Length, dtype: ScalarType.Float32);
        _vocabulary.Restore(table, Parameters.Copy(EncoderShapes.Words), word, UntouchedScale, PlainMemory.Of(full));
        _wholeTable = full.to(Device).view(-1, word).DetachFromDisposeScope();
        (Encoder.WordTable, Encoder.StartRow) = (_wholeTable, encoder.Config.StartId);
        (Rows, Trained) = (new WordRows(null, _cell.Corpus.Tokenizer.Special.PadId), true);
    }

    /// <summary>Logits of the head.</summary>
    /// <param name="pooled">[B, H].</param>
    /// <param name="dropout">Probability that a coordinate is left out; 0 for none.</param>
    /// <returns>[B, C].</returns>
    public Tensor Head(Tensor pooled, double dropout)
    {
        using var scope = NewDisposeScope();
        var x = Draws.Dropped(pooled, dropout);
        if (_cell.Settings.Head == HeadKind.Mlp)
        {
            x = F.linear(x, Parameters["head.dense.weight"], Parameters["head.dense.bias"]).tanh();
            x = Draws.Dropped(x, dropout);
        }
        return F.linear(x, Parameters["head.out.weight"], Parameters["head.out.bias"]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wholeTable?.Dispose();
        Parameters.Dispose();
    }

    private bool Frozen(string name) =>
        ((_cell.Settings.FreezeEmbeddings || _cell.Settings.FreezeLayers > 0) && name.StartsWith("embeddings.", StringComparison.Ordinal))
        || Enumerable.Range(0, _cell.Settings.FreezeLayers).Any(l => name.StartsWith(_cell.Corpus.Encoder.Config.LayerPrefix(l),
            StringComparison.Ordinal));
}
