using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Encoders;

/// <summary>How an encoder reads texts, apart from its weights: what config.json says that no weight shows, and the tokens that its
/// tokenizer makes. Weights alone do not tell a repaired tokenizer from the one before.</summary>
internal static class EncoderReading
{
    private const int Most = 256;

    /// <summary>A hash of it, 16 hex digits.</summary>
    /// <param name="config">What config.json says.</param>
    /// <param name="count">Number of texts; of more than 256 so many are read, evenly spread.</param>
    /// <param name="tokens">The tokens of a text.</param>
    public static string Of(EncoderConfig config, int count, Func<int, TokenizedText> tokens)
    {
        // What decides the shapes of weights cannot differ where they are equal. A setting that comes later stands here only where it
        // differs from what was done before it, or every run would look as if its encoder had changed.
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{config.ModelType} {config.Heads} {config.LayerNormEpsilon:R} {config.Activation} {config.PadId} "
                + $"{config.RelativeDistance} {config.StartId}"));
        if (config.Disentangled is { } d)
        {
            text.Append(CultureInfo.InvariantCulture, $" {d.Span} {d.Buckets} {d.Furthest} {d.ContentToPosition} {d.PositionToContent}");
            text.Append(CultureInfo.InvariantCulture, $" {d.SharedKeys} {d.Normalised} {d.Absolute} {d.ConvolutionActivation}");
        }
        if (config.Rotary is { } r)
        {
            text.Append(CultureInfo.InvariantCulture, $" {string.Join(',', r.Local)} {r.Window} {r.GlobalTheta:R} {r.LocalTheta:R}");
        }
        var some = Math.Min(count, Most);
        for (var i = 0; i < some; i++)
        {
            var read = tokens((int)((long)i * count / some));
            text.Append('\n').AppendJoin(' ', read.Ids).Append('/').AppendJoin(' ', read.TypeIds);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
