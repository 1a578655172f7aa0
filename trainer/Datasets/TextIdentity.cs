using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Trainer.Datasets;

/// <summary>What makes two texts the same text, and the stable id that links use.</summary>
internal static class TextIdentity
{
    /// <summary>Lower-case, compatibility-composed, runs of white space as one space, without outer white space.</summary>
    /// <param name="text">The text, or the first of a pair.</param>
    /// <param name="pair">The second of a pair, or null.</param>
    public static string Normalise(string text, string? pair)
    {
        var joined = pair is null ? text : text + " \u001f " + pair;
        var words = WellFormed(joined).Normalize(NormalizationForm.FormKC).ToLowerInvariant()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words);
    }

    /// <summary>Dataset, dash, first 40 bits of the SHA-256 of the normalised text, hex: <c>mr-3f9a2c10b7</c>.</summary>
    /// <param name="dataset">Dataset name.</param>
    /// <param name="text">The text, or the first of a pair.</param>
    /// <param name="pair">The second of a pair, or null.</param>
    public static string Of(string dataset, string text, string? pair)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Normalise(text, pair)));
        return $"{dataset}-{Convert.ToHexStringLower(hash.AsSpan(0, 5))}";
    }

    /// <summary>A text as it is however it was written down: composed characters, line feeds, no outer white space.</summary>
    public static string Plain(string text)
    {
        return WellFormed(text).Normalize(NormalizationForm.FormC).ReplaceLineEndings("\n").Trim();
    }

    // Unpaired surrogates and U+FFFE, what a byte-swapped mark becomes, cannot be normalised.
    private static string WellFormed(string s) => Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(s)).Replace('\uFFFE', '\uFFFD');
}
