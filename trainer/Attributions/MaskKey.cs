namespace DmlStudio.Trainer.Attributions;

/// <summary>A mask as a key: equal masks are equal keys.</summary>
internal readonly struct MaskKey : IEquatable<MaskKey>
{
    private readonly ulong _first;
    private readonly ulong[] _rest;
    private readonly int _length;

    private MaskKey(ulong first, ulong[] rest, int length) => (_first, _rest, _length) = (first, rest, length);

    /// <summary>The key of a mask.</summary>
    /// <param name="mask">True = word present.</param>
    public static MaskKey Of(bool[] mask)
    {
        ulong first = 0;
        ulong[] rest = mask.Length > 64 ? new ulong[(mask.Length - 1) / 64] : [];
        for (var w = 0; w < mask.Length; w++)
        {
            if (!mask[w]) { continue; }
            if (w < 64) { first |= 1UL << w; } else { rest[w / 64 - 1] |= 1UL << (w % 64); }
        }
        return new MaskKey(first, rest, mask.Length);
    }

    /// <inheritdoc/>
    public bool Equals(MaskKey other) => _first == other._first && _length == other._length && _rest.AsSpan().SequenceEqual(other._rest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MaskKey other && Equals(other);

    /// <summary>Equal masks.</summary>
    public static bool operator ==(MaskKey a, MaskKey b) => a.Equals(b);

    /// <summary>Different masks.</summary>
    public static bool operator !=(MaskKey a, MaskKey b) => !a.Equals(b);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_first);
        foreach (var part in _rest) { hash.Add(part); }
        return hash.ToHashCode();
    }
}
