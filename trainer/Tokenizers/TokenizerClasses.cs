namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Without tokenizer.json the class that config files name decides how a vocabulary is read: the same kind of file belongs to
/// tokenizers that cut words by other means, and those are refused by name.</summary>
internal static class TokenizerClasses
{
    /// <summary>Classes that read a vocab.txt as WordPiece over BERT's words.</summary>
    public static IReadOnlyList<string> WordPiece { get; } =
        ["BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MPNetTokenizer", "ConvBertTokenizer", "MobileBertTokenizer",
            "SqueezeBertTokenizer", "RetriBertTokenizer", "LxmertTokenizer", "LayoutLMTokenizer", "DPRQuestionEncoderTokenizer",
            "DPRContextEncoderTokenizer"];

    /// <summary>Classes that read a vocab.json with merges.txt as byte-level BPE with RoBERTa's special tokens.</summary>
    public static IReadOnlyList<string> BytePairs { get; } = ["RobertaTokenizer", "LongformerTokenizer", "BartTokenizer", "LEDTokenizer"];

    /// <summary>Classes that read a SentencePiece model as T5, ALBERT, XLM-RoBERTa or DeBERTa do.</summary>
    public static IReadOnlyList<string> SentencePiece { get; } =
        ["T5Tokenizer", "MT5Tokenizer", "AlbertTokenizer", "XLMRobertaTokenizer", "DebertaV2Tokenizer"];

    /// <summary>Compares the class with those that read a file as it is read here.</summary>
    /// <param name="path">The file with the vocabulary.</param>
    /// <param name="names">What the settings say.</param>
    /// <param name="known">The classes.</param>
    /// <exception cref="InvalidDataException">Another class, or code of its own.</exception>
    public static void Require(string path, SpecialNames names, IReadOnlyList<string> known)
    {
        if (names.Config?.Find("auto_map")?.Find("AutoTokenizer") is { } code)
        {
            throw code.Fault("code of its own, which is not run; expected one of the published tokenizers", Todo);
        }
        var name = names.Class.EndsWith("Fast", StringComparison.Ordinal) ? names.Class[..^"Fast".Length] : names.Class;
        if (name.Length == 0 || name == "AutoTokenizer" || known.Contains(name)) { return; }
        throw new InvalidDataException($"{path} belongs to a {names.Class}, as tokenizer_class says; expected one of "
            + $"{string.Join(", ", known)}. {Todo}.");
    }

    private const string Todo = "Add the tokenizer.json that the checkpoint's tokenizer saves, or choose another encoder";
}
