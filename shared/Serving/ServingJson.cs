using System.Text.Json;
using System.Text.Json.Serialization;

namespace DmlStudio.Serving;

/// <summary>Requests and replies as lines.</summary>
public static class ServingJson
{
    // NaN stands for an unknown number in the records; JSON has none of its own.
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>A request or reply as a line without its end.</summary>
    /// <typeparam name="T"><see cref="ServingRequest"/> or <see cref="ServingReply"/>.</typeparam>
    /// <param name="value">Request or reply.</param>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A request or reply from a line.</summary>
    /// <typeparam name="T"><see cref="ServingRequest"/> or <see cref="ServingReply"/>.</typeparam>
    /// <exception cref="InvalidDataException">The line is something else.</exception>
    public static T Parse<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options)
                ?? throw new InvalidDataException("Found null, expected an object of the serving contract.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"Found \"{(line.Length <= 80 ? line : line[..80] + "…")}\", expected one JSON object of the serving contract on a "
                    + $"line: {e.Message}", e);
        }
    }
}
