using DmlStudio.Trainer.Devices;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// All trained tensors of a run in one contiguous buffer, and their gradients in another, so that clipping and the optimiser
/// are a handful of kernels. Each tensor is a leaf that shares the buffer's memory; its gradient is a view that backward adds to.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly Dictionary<string, Tensor> _leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Start, long Count)> _places = new(StringComparer.Ordinal);
    private readonly List<Tensor> _owned = [];

    /// <summary>Lays the tensors out: equal learning rate and decay stand together, frozen ones last, otherwise in the
    /// given order.</summary>
    /// <param name="specs">The tensors; names are distinct.</param>
    /// <param name="device">Where they live.</param>
    public FlatParameters(IReadOnlyList<ParameterSpec> specs, Device device)
    {
        var ordered = specs.OrderByDescending(s => s.Trained).ThenBy(s => s.LrMultiplier).ThenByDescending(s => s.Decays).ToArray();
        var total = ordered.Sum(s => (long)s.Initial.Length);
        using var scope = NewDisposeScope();
        var initial = empty(total, dtype: ScalarType.Float32);          // [P] on the processor
        var at = 0L;
        var segments = new List<ParameterSegment>();
        foreach (var spec in ordered)
        {
            if (spec.Initial.Length > 0) { spec.Initial.CopyTo(PlainMemory.Of(initial.narrow(0, at, spec.Initial.Length))); }
            _places.Add(spec.Name, (at, spec.Initial.Length));
            if (segments.Count > 0 && segments[^1] is var last
                && (last.Decays, last.LrMultiplier, last.Trained) == (spec.Decays, spec.LrMultiplier, spec.Trained))
            {
                segments[^1] = last with { Count = last.Count + spec.Initial.Length };
            }
            else { segments.Add(new ParameterSegment(at, spec.Initial.Length, spec.LrMultiplier, spec.Decays, spec.Trained)); }
            at += spec.Initial.Length;
        }
        Segments = segments;
        Values = Owned(initial.to(device));                             // [P]
        Gradients = Owned(zeros_like(Values));                          // [P]
        foreach (var spec in ordered)
        {
            var (start, count) = _places[spec.Name];
            var leaf = Owned(Values.narrow(0, start, count).view(spec.Shape).detach().requires_grad_(spec.Trained));
            leaf.grad = Owned(Gradients.narrow(0, start, count).view(spec.Shape));
            _leaves.Add(spec.Name, leaf);
        }
    }

    /// <summary>All values, [P].</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, [P]; backward adds to them.</summary>
    public Tensor Gradients { get; }

    /// <summary>Stretches of the buffers with equal learning rate and decay.</summary>
    public IReadOnlyList<ParameterSegment> Segments { get; }

    /// <summary>The stretch that a tensor lies in.</summary>
    public ParameterSegment Segment(string name) => Segments.Last(s => s.Start <= _places[name].Start);

    /// <summary>Names, in the given order within each segment.</summary>
    public IEnumerable<string> Names => _leaves.Keys;

    /// <summary>A tensor by name: a leaf that requires a gradient. It stays this object's.</summary>
    public Tensor this[string name] => _leaves[name];

    /// <summary>True when there is a tensor of that name.</summary>
    public bool Has(string name) => _leaves.ContainsKey(name);

    /// <summary>Sets every gradient to zero.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Gradients.zero_();
    }

    /// <summary>Scales all gradients down to a largest global norm.</summary>
    /// <param name="most">Largest norm, 0 for no clipping.</param>
    /// <returns>The norm before.</returns>
    public double ClipGradients(double most)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var norm = Gradients.norm().item<float>();
        var factor = ClipFactor(norm, most);
        if (factor != 1) { Gradients.mul_(N((float)factor)); }
        return norm;
    }

    /// <summary>What gradients are multiplied with to have at most a norm.</summary>
    /// <param name="norm">The norm they have.</param>
    /// <param name="most">Largest norm, 0 for no clipping.</param>
    /// <returns>At most 1.</returns>
    public static double ClipFactor(double norm, double most) => most > 0 && norm + 1e-6 > most ? most / (norm + 1e-6) : 1;

    /// <summary>Sets the gradients of the padding rows of word and position tables to zero, as a padding index does.</summary>
    /// <param name="padRow">Row of the padding token in the word table of this buffer.</param>
    /// <param name="config">The encoder; a padding position have only those whose positions follow padding, and T5 has
    /// no padding index at all.</param>
    public void ZeroPaddingRows(long padRow, EncoderConfig config)
    {
        if (config.IsT5) { return; }
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Gradient(EncoderShapes.Words)[padRow].zero_();
        if (config.PositionsFollowPadding) { Gradient(EncoderShapes.Positions)[config.PadId].zero_(); }
    }

    /// <summary>The gradient of a tensor, a view; it stays this object's.</summary>
    public Tensor Gradient(string name) => _leaves[name].grad!;

    /// <summary>The values of a tensor, copied.</summary>
    public float[] Copy(string name)
    {
        using var scope = NewDisposeScope();
        return _leaves[name].detach().cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The part of a vector over the whole buffer that belongs to a tensor, [P]; a view.</summary>
    /// <param name="values">One number per value of the buffer.</param>
    public Tensor Part(Tensor values, string name)
    {
        return values.narrow(0, _places[name].Start, _places[name].Count);
    }

    /// <summary>Puts values into a tensor.</summary>
    /// <param name="values">As many as it has, row by row.</param>
    public void Set(string name, float[] values)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _leaves[name].copy_(tensor(values, device: Values.device).view(_leaves[name].shape));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in _owned) { owned.Dispose(); }
    }

    private Tensor Owned(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        _owned.Add(tensor);
        return tensor;
    }
}
