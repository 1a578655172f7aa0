namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Bytes whose end is an error when it is asked for again and again: a reader of a damaged file may otherwise wait there for ever
/// for what should follow.</summary>
internal sealed class EndingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    // A careful reader asks once or twice whether there is more.
    private const int Patience = 64;
    private readonly byte[] _content = bytes;
    private int _asked;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Told(base.Read(buffer, offset, count), count);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // The base class would call the other overload, and count twice.
        var count = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
        if (count > 0)
        {
            _content.AsSpan((int)Position, count).CopyTo(buffer);
            Position += count;
        }
        return Told(count, buffer.Length);
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    private int Told(int read, int wanted) =>
        read > 0 || wanted == 0 || ++_asked <= Patience ? read : throw new EndOfStreamException("The file ends where more should follow.");
}
