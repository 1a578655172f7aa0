using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// Reads the table of contents of a <c>torch.save</c> file. The pickle language can name any function of Python and call it;
/// here nothing is ever called: of all names only those that describe a tensor are known, every other one is refused.
/// </summary>
/// <remarks>Python's pickletools, protocols 0 to 5; torch/serialization.py and torch/_utils.py for the tensor records.</remarks>
internal sealed class TorchPickle
{
    // A state dictionary of a thousand tensors needs some twenty thousand.
    private const int MostItems = 2_000_000;
    private const int MostDimensions = 16;
    private static readonly object None = new();
    private static readonly object Mark = new();
    private readonly byte[] _bytes;
    private readonly string _path;
    private readonly List<object> _stack = [];
    private readonly Dictionary<int, object> _memo = [];
    private int _at;
    private int _pushed;

    private TorchPickle(byte[] bytes, string path) => (_bytes, _path) = (bytes, path);

    /// <summary>Where the values of a tensor lie.</summary>
    /// <param name="Storage">Name of the storage in the archive.</param>
    /// <param name="Type">Storage type, such as <c>FloatStorage</c>.</param>
    /// <param name="Count">Values of the storage.</param>
    /// <param name="Offset">First value.</param>
    /// <param name="Stride">Values from one index to the next, by dimension.</param>
    public sealed record TensorPlace(string Storage, string Type, long Count, long Offset, long[] Shape, long[] Stride);

    private sealed record Name(string Value);

    private sealed record Storage(string Type, string Key, long Count);

    /// <summary>The tensors of a state dictionary, in file order; entries that are no tensors are left out.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">Named in messages.</param>
    /// <exception cref="InvalidDataException">Something other than a dictionary of tensors.</exception>
    public static IReadOnlyList<KeyValuePair<string, TensorPlace>> Read(byte[] bytes, string path)
    {
        var reader = new TorchPickle(bytes, path);
        object top;
        try { top = reader.Run(); }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or KeyNotFoundException or InvalidCastException
            or OverflowException)
        {
            throw reader.Fault($"is damaged at byte {reader._at.ToString(CultureInfo.InvariantCulture)} of its table of contents "
                + $"({e.Message})", "Download it again");
        }
        if (top is not List<KeyValuePair<object, object>> entries || !entries.Any(e => e.Value is TensorPlace))
        {
            throw reader.Fault("holds no dictionary of tensors", "Expected a state dictionary, as model.state_dict() gives; save that");
        }
        return [.. entries.Where(e => e is { Key: string, Value: TensorPlace })
            .Select(e => KeyValuePair.Create((string)e.Key, (TensorPlace)e.Value))];
    }

    private object Run()
    {
        while (true)
        {
            var code = _bytes[_at++];
            switch ((char)code)
            {
                case '\x80': _at++; break;                                              // protocol
                case '\x95': _at += 8; break;                                           // frame
                case '.': return Pop();
                case '}': Push(new List<KeyValuePair<object, object>>()); break;
                case ']': Push(new List<object>()); break;
                case ')': Push(Array.Empty<object>()); break;
                case '(': Push(Mark); break;
                case 'N': Push(None); break;
                case '\x88': Push(true); break;
                case '\x89': Push(false); break;
                case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 'K': Push((long)_bytes[_at++]); break;
                case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case '\x8a': Push(Long(Take(_bytes[_at++]))); break;
                case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
                case 'X': Push(Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))))); break;
                case '\x8c': Push(Encoding.UTF8.GetString(Take(_bytes[_at++]))); break;
                case 'c': Push(Known($"{Line()}.{Line()}")); break;
                case '\x93': { var name = (string)Pop(); Push(Known($"{(string)Pop()}.{name}")); break; }
                case 'q': _memo[_bytes[_at++]] = _stack[^1]; break;
                case 'r': _memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = _stack[^1]; break;
                case '\x94': _memo[_memo.Count] = _stack[^1]; break;
                case 'h': Push(_memo[_bytes[_at++]]); break;
                case 'j': Push(_memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))]); break;
                case 't': Push(ToMark()); break;
                case '\x85': Push(new[] { Pop() }); break;
                case '\x86': { var b = Pop(); Push(new[] { Pop(), b }); break; }
                case '\x87': { var (c, b) = (Pop(), Pop()); Push(new[] { Pop(), b, c }); break; }
                case 'Q': Push(Persistent((object[])Pop())); break;
                case 'R': { var arguments = (object[])Pop(); Push(Made(((Name)Pop()).Value, arguments)); break; }
                case 's':
                    {
                        var (value, key) = (Pop(), Pop());
                        ((List<KeyValuePair<object, object>>)_stack[^1]).Add(KeyValuePair.Create(key, value));
                        break;
                    }
                case 'u': SetItems(ToMark()); break;
                case 'a': { var item = Pop(); ((List<object>)_stack[^1]).Add(item); break; }
                case 'e': { var items = ToMark(); ((List<object>)_stack[^1]).AddRange(items); break; }
                // attributes of a dictionary, such as _metadata: not needed
                case 'b': Pop(); break;
                default:
                    throw Fault(string.Create(CultureInfo.InvariantCulture,
                        $"uses the pickle instruction 0x{code:x2} at byte {_at - 1}, which no tensor needs"),
                        "It is not executed. Use model.safetensors, or save the state dictionary again");
            }
        }
    }

    private void SetItems(object[] items)
    {
        var into = (List<KeyValuePair<object, object>>)_stack[^1];
        for (var i = 0; i + 1 < items.Length; i += 2) { into.Add(KeyValuePair.Create(items[i], items[i + 1])); }
    }

    private Name Known(string name) =>
        name is "collections.OrderedDict" or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_parameter"
        || (name.StartsWith("torch.", StringComparison.Ordinal) && name.EndsWith("Storage", StringComparison.Ordinal)
            && name.Count(c => c == '.') == 1)
        ? new Name(name)
        : throw Fault($"asks for {name}, which is no part of a tensor",
            "It is not executed. Take the file from a source you trust, or use model.safetensors");

    private Storage Persistent(object[] id) =>
        id.Length >= 5 && id[0] is "storage" && id[1] is Name type && id[2] is string key && id[4] is long count && count >= 0
            ? new Storage(type.Value["torch.".Length..], key, count)
            : throw Fault("names a storage in a way that is not known", "Save the state dictionary again with a present PyTorch");

    private object Made(string name, object[] arguments)
    {
        switch (name)
        {
            case "collections.OrderedDict":
                var dictionary = new List<KeyValuePair<object, object>>();
                foreach (var pair in arguments.Length == 0 ? [] : (List<object>)arguments[0])
                {
                    var entry = pair is List<object> list ? [.. list] : (object[])pair;
                    Count();
                    dictionary.Add(KeyValuePair.Create(entry[0], entry[1]));
                }
                return dictionary;
            case "torch._utils._rebuild_parameter":
                return (TensorPlace)arguments[0];
            case "torch._utils._rebuild_tensor_v2":
                var storage = (Storage)arguments[0];
                long[] shape = Longs(arguments[2]), stride = Longs(arguments[3]);
                return shape.Length == stride.Length
                    ? new TensorPlace(storage.Key, storage.Type, storage.Count, (long)arguments[1], shape, stride)
                    : throw Fault("describes a tensor with another number of strides than dimensions", "Download it again");
            default:
                throw Fault($"wants to make a {name}", "Expected tensors only; use model.safetensors");
        }
    }

    private long[] Longs(object tuple) => ((object[])tuple) is { Length: <= MostDimensions } values ? [.. values.Select(v => (long)v)]
        : throw Fault("describes a tensor with more dimensions than any encoder has", "Save the state dictionary again");

    private object[] ToMark()
    {
        var at = _stack.LastIndexOf(Mark);
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        object[] items = [.. _stack.Skip(at + 1)];
        _stack.RemoveRange(at, _stack.Count - at);
        return items;
    }

    private void Push(object value)
    {
        Count();
        _stack.Add(value);
    }

    // Everything that is made is counted, copies too: a short file could otherwise ask for any memory.
    private void Count()
    {
        if (++_pushed > MostItems) { throw Fault("has more entries than any encoder", "Expected a state dictionary"); }
    }

    private object Pop()
    {
        var top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var taken = _bytes.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private string Line()
    {
        var end = Array.IndexOf(_bytes, (byte)'\n', _at);
        var line = Encoding.UTF8.GetString(_bytes.AsSpan(_at, end - _at));
        _at = end + 1;
        return line;
    }

    private static long Long(ReadOnlySpan<byte> bytes) => checked((long)new System.Numerics.BigInteger(bytes));

    private InvalidDataException Fault(string what, string todo) => new($"{_path} {what}. {todo}.");
}
