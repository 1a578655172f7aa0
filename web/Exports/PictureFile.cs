using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using DmlStudio.Web.Charts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace DmlStudio.Web.Exports;

/// <summary>A picture of the pages as an SVG file that needs nothing else: the colours that its parts take from the
/// stylesheet are written out.</summary>
public static partial class PictureFile
{
    /// <typeparam name="T">Picture: a component whose markup is one SVG without classes.</typeparam>
    /// <param name="services">What the component may ask for.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>Well-formed XML whatever the texts hold.</returns>
    public static async Task<string> Of<T>(IServiceProvider services, IDictionary<string, object?> parameters) where T : IComponent
    {
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var drawn = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        // Quotes of texts are escaped, so what stands between plain quotes is an attribute of ours.
        var coloured = Colour().Replace(drawn, m => $"=\"{DesignTokens.Light[m.Groups[1].Value]}\"");
        // HTML can name characters that XML forbids even by number.
        return Numbered().Replace(coloured, m => Character(m.Groups[1].Value, m.Value)) + "\n";
    }

    /// <summary>A character by its number where XML allows it, otherwise the mark of a character that is lost.</summary>
    /// <param name="digits">Number, hexadecimal.</param>
    /// <param name="written">How it is written.</param>
    internal static string Character(string digits, string written) =>
        Allowed(int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)) ? written : "&#xFFFD;";

    private static bool Allowed(int character) => character > 0xFFFF || XmlConvert.IsXmlChar((char)character);

    [GeneratedRegex("=\"var\\(--([a-z0-9-]+)\\)\"")]
    private static partial Regex Colour();

    [GeneratedRegex("&#x([0-9A-Fa-f]+);")]
    private static partial Regex Numbered();
}
