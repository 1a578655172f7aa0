using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Distillation;

/// <summary>A RoBERTa student: byte-level BPE of its own, lower case.</summary>
/// <param name="Ids">Pieces with their ids.</param>
/// <param name="Merges">Merges, best first.</param>
internal sealed record ByteBpeStudent(IReadOnlyDictionary<string, int> Ids, IReadOnlyList<string> Merges) : StudentTokenizer(Ids)
{
    /// <inheritdoc/>
    public override void Write(string folder, int maxTokens) => BpeFiles.Write(folder, Ids, Merges, lowerCase: true, maxTokens);

    /// <inheritdoc/>
    public override EncoderConfig Config(int hidden, int layers, int heads, int intermediate, int maxTokens) =>
        new("roberta", hidden, layers, heads, intermediate, Ids.Count, maxTokens + 2, 1, 1e-5, "gelu", Ids["<pad>"]);

    /// <inheritdoc/>
    public override string? Text(string piece) =>
        piece is not ['<', .., '>'] && ByteAlphabet.Text(piece).Trim() is { Length: > 0 } text && !text.Contains('\uFFFD') ? text : null;

    /// <inheritdoc/>
    public override IReadOnlyList<int> TeacherIds(string piece, TextEncoder teacher)
    {
        var special = teacher.Tokenizer.Special;
        if (Text(piece) is { } text && teacher.Tokens(text).Ids is { Length: > 2 } ids) { return ids[1..^1]; }
        return [piece switch { "<s>" => special.ClsId, "</s>" => special.SepId, "<mask>" => special.MaskId, "<pad>" => special.PadId,
            _ => special.UnknownId }];
    }
}
