using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>
/// An encoder as an ONNX model, in the form that ONNX Runtime's own optimiser gives it: fused attention, fused bias and GELU, fused
/// residual and LayerNorm; mean pooling at the end. Inputs ids, positions [B, T] int64 and mask [B, T] int32; output embeddings [B, H].
/// </summary>
/// <remarks>Protocol buffers by hand: a message is its fields, each a tag (number · 8 + kind) and a value.</remarks>
internal static class OnnxFile
{
    private const int Float = 1, Integer32 = 6, Integer64 = 7;

    /// <param name="checkpoint">Encoder; token types are 0.</param>
    public static void Write(EncoderCheckpoint checkpoint, string path)
    {
        var (config, graph) = (checkpoint.Config, new MemoryStream());
        int h = config.Hidden, i = config.Intermediate;
        void Weight(string name, float[] values, params long[] shape) => Field(graph, 5, Tensor(name, values, shape));
        void Norm(string name)
        {
            Weight(name + ".weight", checkpoint.Weight(name + ".weight"), h);
            Weight(name + ".bias", checkpoint.Weight(name + ".bias"), h);
        }
        var words = checkpoint.Weight(EncoderShapes.Words);
        Weight("words", words, words.Length / h, h);
        // Token types are all 0: their row goes into every position.
        var (positions, type) = ((float[])checkpoint.Weight(EncoderShapes.Positions).Clone(),
            checkpoint.Weight("embeddings.token_type_embeddings.weight"));
        for (var at = 0; at < positions.Length; at++) { positions[at] += type[at % h]; }
        Weight("position-table", positions, positions.Length / h, h);
        Norm("embeddings.LayerNorm");
        Field(graph, 5, Tensor("axis-1", [1]));
        Field(graph, 5, Tensor("axis-2", [2]));
        Node(graph, "Gather", ["words", "ids"], "w");
        Node(graph, "Gather", ["position-table", "positions"], "p");
        Node(graph, "Add", ["w", "p"], "sum");
        Node(graph, "LayerNormalization", ["sum", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"], "x0", "",
            ("epsilon", config.LayerNormEpsilon));
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var at = FormattableString.Invariant($"encoder.layer.{layer}.");
            string[] parts = ["query", "key", "value"];
            float[][] qkv = [.. parts.Select(p => checkpoint.Weight($"{at}attention.self.{p}.weight"))];
            Weight(at + "qkv", Beside([.. qkv.Select(w => Transposed(w, h, h))], h), h, 3 * h);
            Weight(at + "qkv.bias", [.. parts.SelectMany(p => checkpoint.Weight($"{at}attention.self.{p}.bias"))], 3 * h);
            void Dense(string name, int rows, int columns)
            {
                Weight(at + name, Transposed(checkpoint.Weight($"{at}{name}.weight"), rows, columns), columns, rows);
                Weight($"{at}{name}.bias", checkpoint.Weight($"{at}{name}.bias"), rows);
            }
            Dense("attention.output.dense", h, h);
            Dense("intermediate.dense", i, h);
            Dense("output.dense", h, i);
            Norm(at + "attention.output.LayerNorm");
            Norm(at + "output.LayerNorm");
            var (x, next) = (FormattableString.Invariant($"x{layer}"), FormattableString.Invariant($"x{layer + 1}"));
            const string Own = "com.microsoft";
            Node(graph, "Attention", [x, at + "qkv", at + "qkv.bias", "mask"], at + "mixed", Own, ("num_heads", config.Heads));
            Node(graph, "MatMul", [at + "mixed", at + "attention.output.dense"], at + "a");
            Node(graph, "SkipLayerNormalization",
                [at + "a", x, at + "attention.output.LayerNorm.weight", at + "attention.output.LayerNorm.bias",
                    at + "attention.output.dense.bias"],
                at + "y", Own, ("epsilon", config.LayerNormEpsilon));
            Node(graph, "MatMul", [at + "y", at + "intermediate.dense"], at + "i");
            Node(graph, config.Activation == "gelu_new"
                ? "FastGelu"
                : "BiasGelu", [at + "i", at + "intermediate.dense.bias"], at + "g", Own);
            Node(graph, "MatMul", [at + "g", at + "output.dense"], at + "o");
            Node(graph, "SkipLayerNormalization",
                [at + "o", at + "y", at + "output.LayerNorm.weight", at + "output.LayerNorm.bias", at + "output.dense.bias"], next, Own,
                ("epsilon", config.LayerNormEpsilon));
        }
        Node(graph, "Cast", ["mask"], "real", "", ("to", Float));
        Node(graph, "Unsqueeze", ["real", "axis-2"], "real-3");
        Node(graph, "Mul", [FormattableString.Invariant($"x{config.Layers}"), "real-3"], "kept");
        Node(graph, "ReduceSum", ["kept", "axis-1"], "total", "", ("keepdims", 0));
        Node(graph, "ReduceSum", ["real-3", "axis-1"], "count", "", ("keepdims", 0));
        Node(graph, "Div", ["total", "count"], "embeddings");
        Field(graph, 2, Encoding.UTF8.GetBytes("encoder"));
        Field(graph, 11, Value("ids", Integer64, "B", "T"));
        Field(graph, 11, Value("positions", Integer64, "B", "T"));
        Field(graph, 11, Value("mask", Integer32, "B", "T"));
        Field(graph, 12, Value("embeddings", Float, "B", h));

        using var model = File.Create(path);
        Field(model, 1, 8);
        Field(model, 7, graph);
        Field(model, 8, Message(o => Field(o, 2, 17)));
        Field(model, 8, Message(o => { Field(o, 1, Encoding.UTF8.GetBytes("com.microsoft")); Field(o, 2, 1); }));
    }

    // [rows, columns] to [columns, rows].
    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var turned = new float[matrix.Length];
        for (var r = 0; r < rows; r++) { for (var c = 0; c < columns; c++) { turned[c * rows + r] = matrix[r * columns + c]; } }
        return turned;
    }

    // Matrices of equal height, [rows, h] each, beside each other.
    private static float[] Beside(float[][] matrices, int h)
    {
        var all = new float[matrices.Sum(m => m.Length)];
        for (var m = 0; m < matrices.Length; m++)
        {
            for (var r = 0; r < h; r++) { Array.Copy(matrices[m], r * h, all, (r * matrices.Length + m) * h, h); }
        }
        return all;
    }

    private static void Node(MemoryStream graph, string type, string[] inputs, string output, string domain = "",
        params (string Name, double Value)[] attributes) =>
        Field(graph, 1, Message(node =>
        {
            foreach (var input in inputs) { Field(node, 1, Encoding.UTF8.GetBytes(input)); }
            Field(node, 2, Encoding.UTF8.GetBytes(output));
            Field(node, 4, Encoding.UTF8.GetBytes(type));
            foreach (var (name, value) in attributes)
            {
                Field(node, 5, Message(a =>
                {
                    Field(a, 1, Encoding.UTF8.GetBytes(name));
                    if (name == "epsilon") { Fixed(a, 2, (float)value); } else { Field(a, 3, (long)value); }
                    Field(a, 20, name == "epsilon" ? 1 : 2);
                }));
            }
            if (domain.Length > 0) { Field(node, 7, Encoding.UTF8.GetBytes(domain)); }
        }));

    private static MemoryStream Tensor(string name, float[] values, long[] shape) =>
        Tensor(name, Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    private static MemoryStream Tensor(string name, long[] values) =>
        Tensor(name, Integer64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    private static MemoryStream Tensor(string name, int type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        var tensor = new MemoryStream();
        foreach (var size in shape) { Field(tensor, 1, size); }
        Field(tensor, 2, type);
        Field(tensor, 8, Encoding.UTF8.GetBytes(name));
        Field(tensor, 9, bytes);
        return tensor;
    }

    private static MemoryStream Value(string name, int type, params object[] shape) => Message(value =>
    {
        Field(value, 1, Encoding.UTF8.GetBytes(name));
        Field(value, 2, Message(kind => Field(kind, 1, Message(tensor =>
        {
            Field(tensor, 1, type);
            Field(tensor, 2, Message(of =>
            {
                foreach (var size in shape)
                {
                    Field(of, 1, Message(d =>
                    {
                        if (size is int fixedSize)
                        {
                            Field(d, 1, fixedSize);
                        }
                        else { Field(d, 2, Encoding.UTF8.GetBytes((string)size)); }
                    }));
                }
            }));
        }))));
    });

    private static MemoryStream Message(Action<MemoryStream> fill)
    {
        var message = new MemoryStream();
        fill(message);
        return message;
    }

    private static void Field(Stream to, int number, long value)
    {
        Variable(to, number << 3);
        Variable(to, (ulong)value);
    }

    private static void Field(Stream to, int number, MemoryStream message) =>
        Field(to, number, message.GetBuffer().AsSpan(0, (int)message.Length));

    private static void Field(Stream to, int number, ReadOnlySpan<byte> bytes)
    {
        Variable(to, (ulong)(number << 3 | 2));
        Variable(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Fixed(Stream to, int number, float value)
    {
        Variable(to, (ulong)(number << 3 | 5));
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Variable(Stream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) { to.WriteByte((byte)(value | 0x80)); }
        to.WriteByte((byte)value);
    }

    private static void Variable(Stream to, int value) => Variable(to, (ulong)value);
}
