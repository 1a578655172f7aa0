using System.Text.Json;
using System.Text.Json.Serialization;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Commands;

/// <summary>Tells a person, or with --json a program, what goes on: one line per event.</summary>
/// <param name="json">One JSON object per line instead of words.</param>
internal sealed class Reporter(bool json)
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new FiniteNumber() } };
    private readonly Lock _gate = new();
    private bool _moving;

    /// <summary>Whether a program listens.</summary>
    public bool Json { get; } = json;

    /// <summary>An event.</summary>
    /// <param name="kind">Kind, such as <c>run-done</c>.</param>
    /// <param name="words">The line for a person; null to tell programs only.</param>
    /// <param name="values">Values for a program; a number that is none, or has no end, is null there.</param>
    public void Tell(string kind, string? words, params (string Name, object? Value)[] values)
    {
        lock (_gate)
        {
            Clear();
            if (Json)
            {
                var line = new Dictionary<string, object?> { ["event"] = kind };
                foreach (var (name, value) in values) { line[name] = value; }
                Console.Out.WriteLine(JsonSerializer.Serialize(line, Options));
            }
            else if (words is not null) { Console.Out.WriteLine(Shown.Lines(words)); }
        }
    }

    /// <summary>A line that replaces the one before it; only in a terminal.</summary>
    /// <param name="words">The line.</param>
    public void Moving(string words)
    {
        if (Json || Console.IsOutputRedirected) { return; }
        lock (_gate)
        {
            var width = Math.Max(1, Console.WindowWidth - 1);
            Console.Write("\r" + Shown.Of(words, width).PadRight(width)[..width]);
            _moving = true;
        }
    }

    private void Clear()
    {
        if (!_moving) { return; }
        Console.Write("\r" + new string(' ', Math.Max(1, Console.WindowWidth - 1)) + "\r");
        _moving = false;
    }

    // JSON has no word for what is no number.
    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) { writer.WriteNumberValue(value); }
            else { writer.WriteNullValue(); }
        }
    }
}
