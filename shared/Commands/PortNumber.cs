using System.Globalization;

namespace DmlStudio.Commands;

/// <summary>The port of the browser's address.</summary>
public static class PortNumber
{
    /// <summary>Unless another is given.</summary>
    public const int Default = 5080;

    private const int Largest = 65535;

    /// <summary>The port that a person wrote.</summary>
    /// <param name="flag">Where it was written, such as <c>--port</c>.</param>
    /// <param name="written">What was written, or null for the default.</param>
    /// <returns>1..65535.</returns>
    /// <exception cref="InvalidDataException">It is something else than such a number.</exception>
    public static int Read(string flag, string? written)
    {
        if (written is null) { return Default; }
        // Digits alone: no sign, no spaces, and nothing that would be a second address.
        return int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= Largest ? port
            : throw new InvalidDataException(
                FormattableString.Invariant($"{flag} is \"{written}\"; expected a whole number from 1 to {Largest} (default {Default})."));
    }
}
