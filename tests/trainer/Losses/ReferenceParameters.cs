using System.Text.Json;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Parameters of a reference case; it remembers which were read, so that an unknown one does not pass unseen.</summary>
internal sealed class ReferenceParameters(JsonElement element)
{
    private readonly HashSet<string> _read = [];

    public double this[string name] =>
        Find(name) is { } v ? v.GetDouble() : throw new NotSupportedException($"The parameter {name} is missing.");

    public IEnumerable<string> Unread => element.EnumerateObject().Select(p => p.Name).Where(n => !_read.Contains(n));

    public double Or(string name, double otherwise) => Find(name)?.GetDouble() ?? otherwise;

    public string? Text(string name) => Find(name)?.GetString();

    public bool Flag(string name, bool otherwise = false) => Find(name)?.GetBoolean() ?? otherwise;

    public double[]? Numbers(string name) => Find(name) is { } v ? ReferenceInputs.Numbers(v) : null;

    private JsonElement? Find(string name)
    {
        _read.Add(name);
        return element.TryGetProperty(name, out var v) ? v : null;
    }
}
