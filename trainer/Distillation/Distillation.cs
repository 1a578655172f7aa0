using System.Globalization;
using System.Security.Cryptography;
using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Optimisers;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The loop that teaches a small encoder the embeddings of a large one.</summary>
/// <remarks>Sentence-embedding distillation: 1 − cosine through a projection to the teacher's size (Reimers &amp; Gurevych 2020,
/// arXiv:2004.09813, with cosine for squared error), and the similarities within a batch (Park et al. 2019, arXiv:1904.05068;
/// Tung &amp; Mori 2019, arXiv:1907.09682) on the student's own embedding, which is what is used later.</remarks>
internal sealed class Distillation : IDisposable
{
    private const string Projection = "projection.weight";
    private const string OutputBias = "mlm.bias";
    private const int State = 0x444D4C33;
    private readonly DistillationSettings _settings;
    private readonly IReadOnlyList<TokenizedText> _texts;
    private readonly Half[] _targets;
    private readonly int _teacherSize, _held, _maskId;
    private readonly WordTerm? _words;
    private readonly byte[] _plan;
    private readonly Precision _precision;
    private readonly Device _device;
    private readonly FlatParameters _parameters;
    private readonly EncoderNetwork _network;
    private readonly FlatAdamW _optimiser;
    private readonly CosineSchedule _schedule;
    private int[][]? _order;
    private int _epoch = -1;

    /// <summary>Prepares the student.</summary>
    /// <param name="student">Its weights before the first step.</param>
    /// <param name="settings">How it learns.</param>
    /// <param name="texts">Tokens of all texts; the last <paramref name="held"/> are not learnt from.</param>
    /// <param name="targets">The teacher's embeddings, [N · teacher's size].</param>
    /// <param name="held">Texts held out, at least 2.</param>
    /// <param name="words">The teacher's states of words, needed when the settings weigh them.</param>
    /// <param name="maskId">Id of the mask token.</param>
    /// <param name="precision">Format of the matrix products.</param>
    public Distillation(EncoderCheckpoint student, DistillationSettings settings, IReadOnlyList<TokenizedText> texts, Half[] targets,
        int held, WordTerm? words, int maskId, Precision precision, Device device)
    {
        (Student, _settings, _texts, _targets, _held, _device) = (student, settings, texts, targets, held, device);
        (_words, _maskId) = (settings.TokenStates > 0
            ? words ?? throw new ArgumentNullException(nameof(words), "Token states have a weight, and the teacher's were not given.")
            : null, maskId);
        _precision = precision;
        _plan = Fingerprint(settings, targets);
        _teacherSize = targets.Length / texts.Count;
        var random = Seeds.Source(settings.Seed, "projection");
        ParameterSpec[] specs = [.. EncoderNetwork.Specs(student, student.Weight(EncoderShapes.Words), decayEverything: false),
            new ParameterSpec(Projection, [_teacherSize, student.Config.Hidden], settings.LayersFrom.Length > 0 ? Identity(_teacherSize)
                : NormalDraw.Of(random, _teacherSize * student.Config.Hidden, 1 / Math.Sqrt(student.Config.Hidden)), true),
            .. settings.MaskedLanguageModel > 0
                ? [new ParameterSpec(OutputBias, [student.Config.Vocabulary], new float[student.Config.Vocabulary], false)]
                : Array.Empty<ParameterSpec>()];
        _parameters = new FlatParameters(specs, device);
        _network = new EncoderNetwork(student.Config, _parameters, precision);
        _optimiser = new FlatAdamW(_parameters, settings.WeightDecay);
        Steps = settings.Epochs * Order(0).Length;
        _schedule = new CosineSchedule(Math.Max(1, (int)(settings.Warmup * Steps)), Steps);
    }

    /// <summary>The student as it was before the first step.</summary>
    public EncoderCheckpoint Student { get; }

    /// <summary>Planned steps.</summary>
    public int Steps { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>One step.</summary>
    /// <returns>The terms, unweighted (0 for one that has no weight), and the gradient norm.</returns>
    public (double Cosine, double Relation, double Words, double Masked, double GradientNorm) Advance()
    {
        var perEpoch = Steps / _settings.Epochs;
        var batch = Order(Step / perEpoch)[Step % perEpoch];
        using var scope = NewDisposeScope();
        _parameters.ZeroGradients();
        var (own, projected, target, states) = Forward(batch);
        var cosine = (projected * target).sum(1).mean().From(1);
        var gap = own.mm(own.t()).add(target.mm(target.t()), N(-1));                              // [B, B]
        var relation = gap.pow(N(2)).mean();
        var loss = cosine.mul(N(_settings.Cosine)).add(relation.mul(N(_settings.Relation)), N(1));
        var words = _words?.Value(batch, states, _parameters[Projection]);
        if (words is not null) { loss = loss.add(words.mul(N(_settings.TokenStates)), N(1)); }
        var masked = _settings.MaskedLanguageModel > 0 ? Masked(batch) : null;
        if (masked is not null) { loss = loss.add(masked.mul(N(_settings.MaskedLanguageModel)), N(1)); }
        loss.backward();
        _parameters.ZeroPaddingRows(Student.Config.PadId, Student.Config);
        Step++;
        var norm = _optimiser.Update(_settings.LearningRate * _schedule.Factor(Step), clipNorm: 1);
        return (cosine.item<float>(), relation.item<float>(), words?.item<float>() ?? 0, masked?.item<float>() ?? 0, norm);
    }

    /// <summary>How near the student comes on the texts that are held out.</summary>
    /// <returns>Mean cosine between the projected embedding and the teacher's; Pearson correlation of the similarities between
    /// texts, the student's own and the teacher's.</returns>
    public (double Cosine, double Similarity) Held()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var rows = new List<(Tensor Own, Tensor Projected, Tensor Target)>();
        var held = Enumerable.Range(_texts.Count - _held, _held).ToArray();
        foreach (var batch in TokenBatch.ByLength([.. held.Select(i => _texts[i].Count)], 4096))
        {
            var (o, p, t, _) = Forward([.. batch.Select(i => held[i])]);
            rows.Add((o, p, t));
        }
        Tensor own = cat([.. rows.Select(r => r.Own)]), projected = cat([.. rows.Select(r => r.Projected)]),
            target = cat([.. rows.Select(r => r.Target)]);
        var off = ones(_held, _held, device: _device).triu(1).gt(N(0));
        Tensor a = own.mm(own.t())[off], b = target.mm(target.t())[off];
        a = a.add(a.mean(), N(-1));
        b = b.add(b.mean(), N(-1));
        return ((projected * target).sum(1).mean().item<float>(), ((a * b).sum() / (a.norm() * b.norm())).item<float>());
    }

    /// <summary>The student's weights now, by canonical name.</summary>
    public Dictionary<string, float[]> Weights()
    {
        var weights = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, _) in EncoderShapes.Of(Student.Config))
        {
            var part = Array.FindIndex(["query", "key", "value"], p => name.Contains($".self.{p}.", StringComparison.Ordinal));
            if (part < 0)
            {
                weights[name] = _parameters.Copy(name);
                continue;
            }
            var all = _parameters.Copy(name.Replace(new[] { "query", "key", "value" }[part], "qkv", StringComparison.Ordinal));
            weights[name] = all[(part * all.Length / 3)..((part + 1) * all.Length / 3)];
        }
        return weights;
    }

    /// <summary>Writes everything that going on needs; the file is there whole or not at all.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        var beside = path + ".writing";
        using (var file = File.Create(beside))
        using (var writer = new BinaryWriter(file))
        {
            writer.Write(State);
            writer.Write(Step);
            writer.Write(Steps);
            writer.Write(_plan);
            writer.Write((int)_precision);
            _parameters.Values.WriteTo(writer);
            _optimiser.Save(writer);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Goes on from a file of <see cref="Save"/>. The plan may have become shorter or longer meanwhile: the learning
    /// rate follows the new one from here.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is beyond this plan, of other sizes, or cut off.</exception>
    public void Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            var state = reader.ReadInt32();
            var step = reader.ReadInt32();
            var steps = reader.ReadInt32();
            if (state == State && !reader.ReadBytes(_plan.Length).SequenceEqual(_plan))
            {
                throw new InvalidDataException(
                    $"{path} was made with other settings, another teacher or other texts (only --epochs may change). Give the "
                        + "settings that it was begun with, use another --out, or delete the file to begin anew.");
            }
            if (state != State || step > Steps)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{path} stands at step {step} of {steps}, this plan has {Steps}. Use another --out, or delete the file to "
                            + $"begin anew."));
            }
            if (reader.ReadInt32() != (int)_precision)
            {
                throw new InvalidDataException(
                    $"{path} was made in another precision than {_precision}. Leave out --precision, or delete the file to begin anew.");
            }
            _parameters.Values.ReadFrom(reader);
            _optimiser.Load(reader);
            Step = step;
        }
        catch (EndOfStreamException e) { throw new InvalidDataException($"{path} is cut off. Delete it to begin anew.", e); }
    }

    /// <summary>The format in which a file of <see cref="Save"/> was made, or null when there is none: what goes on
    /// keeps its bits.</summary>
    /// <param name="path">The file.</param>
    public static Precision? PrecisionOf(string path)
    {
        if (!File.Exists(path)) { return null; }
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.BaseStream.Length < 48 || reader.ReadInt32() != State) { return null; }
        reader.BaseStream.Seek(8 + SHA256.HashSizeInBytes, SeekOrigin.Current);
        return (Precision)reader.ReadInt32();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _parameters.Dispose();
    }

    // All that decides where the steps lead, but for the passes.
    private static byte[] Fingerprint(DistillationSettings settings, Half[] targets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(
            string.Join('\n', SettingInfo.Of(typeof(DistillationSettings)).Where(s => s.Name is not ("epochs" or "precision"))
                .Select(s => s.Name + "=" + s.ValueIn(settings)))));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(targets.AsSpan()));
        return hash.GetHashAndReset();
    }

    // Cross-entropy of the pieces that a second reading does not see; which ones follows from seed and step.
    private Tensor? Masked(int[] batch)
    {
        var random = Seeds.Source(_settings.Seed, FormattableString.Invariant($"masks/{Step}"));
        var (places, gold) = (new List<long>(), new List<long>());
        var longest = batch.Max(i => _texts[i].Count);
        var texts = batch.Select((text, row) =>
        {
            var ids = (int[])_texts[text].Ids.Clone();
            for (var t = 0; t < ids.Length; t++)
            {
                // Pieces of the text alone; special tokens are known anyway.
                if (_texts[text].Sequence[t] < 0 || random.NextDouble() >= _settings.MaskedShare) { continue; }
                places.Add(row * longest + t);
                gold.Add(ids[t]);
                ids[t] = _maskId;
            }
            return _texts[text] with { Ids = ids };
        }).ToArray();
        if (places.Count == 0) { return null; }
        var (tokens, mask, types) = TokenBatch.Of(texts, null, Student.Config.PadId, _device);
        // [M, H]
        var states = _network.Forward(tokens, mask, types).view(-1, Student.Config.Hidden)
            .index_select(0, tensor(places.ToArray(), device: _device));
        return F.cross_entropy(F.linear(states, _parameters[EncoderShapes.Words], _parameters[OutputBias]),
            tensor(gold.ToArray(), device: _device));
    }

    // Own and projected embedding and target, [B, H], [B, D], [B, D], each row of length 1; states [B, T, H].
    private (Tensor Own, Tensor Projected, Tensor Target, Tensor States) Forward(int[] batch)
    {
        using var scope = NewDisposeScope();
        var (ids, mask, types) = TokenBatch.Of([.. batch.Select(i => _texts[i])], null, Student.Config.PadId, _device);
        var states = _network.Forward(ids, mask, types);
        var pooled = Pooling.Of("mean", states, mask ?? ones_like(ids));
        var projected = F.linear(pooled, _parameters[Projection]);
        var target = new float[batch.Length * _teacherSize];
        for (var i = 0; i < batch.Length; i++)
        {
            for (var d = 0; d < _teacherSize; d++) { target[i * _teacherSize + d] = (float)_targets[(long)batch[i] * _teacherSize + d]; }
        }
        return (Unit(pooled).MoveToOuterDisposeScope(), Unit(projected).MoveToOuterDisposeScope(),
            Unit(tensor(target, device: _device).view(batch.Length, _teacherSize)).MoveToOuterDisposeScope(),
            states.MoveToOuterDisposeScope());
    }

    // A student that begins as a part of its teacher has the teacher's size.
    private static float[] Identity(int size)
    {
        var identity = new float[size * size];
        for (var i = 0; i < size; i++) { identity[i * size + i] = 1; }
        return identity;
    }

    private static Tensor Unit(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return (rows / (rows * rows).sum(1, keepdim: true).clamp_min(N(1e-12)).sqrt()).MoveToOuterDisposeScope();
    }

    // Batches of similar length in a drawn order; equal seed and epoch give equal batches, so nothing of it is kept.
    private int[][] Order(int epoch)
    {
        if (_epoch == epoch) { return _order!; }
        var random = Seeds.Source(_settings.Seed, FormattableString.Invariant($"order/{epoch}"));
        var texts = Enumerable.Range(0, _texts.Count - _held).ToArray();
        random.Shuffle(texts);
        var batches = texts.Chunk(_settings.Batch * 64)
            .SelectMany(c => c.OrderBy(i => _texts[i].Count).ThenBy(i => i).Chunk(_settings.Batch))
            .Where(b => b.Length == _settings.Batch).ToArray();
        random.Shuffle(batches);
        (_epoch, _order) = (epoch, batches);
        return batches;
    }
}
