using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The vocabulary of a student and the architecture that goes with it.</summary>
/// <param name="Ids">Pieces with their ids.</param>
internal abstract record StudentTokenizer(IReadOnlyDictionary<string, int> Ids)
{
    /// <summary>Writes the tokenizer's files in Hugging Face's layout.</summary>
    /// <param name="folder">Folder; made where it is missing.</param>
    /// <param name="maxTokens">Most tokens that the student takes.</param>
    public abstract void Write(string folder, int maxTokens);

    /// <summary>Sizes of a student with this vocabulary.</summary>
    /// <param name="hidden">Size of a hidden state.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="intermediate">Size of a feed-forward layer.</param>
    /// <param name="maxTokens">Most tokens.</param>
    public abstract EncoderConfig Config(int hidden, int layers, int heads, int intermediate, int maxTokens);

    /// <summary>The text that a piece stands for, or null for a special token and for pieces that are no text of their own.</summary>
    public abstract string? Text(string piece);

    /// <summary>The teacher's token ids that a piece begins as the mean of.</summary>
    /// <param name="teacher">The teacher.</param>
    public abstract IReadOnlyList<int> TeacherIds(string piece, TextEncoder teacher);
}
