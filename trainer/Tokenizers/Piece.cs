namespace DmlStudio.Trainer.Tokenizers;

/// <summary>One token of a text.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Start">First character in the original text (UTF-16 code units).</param>
/// <param name="End">Character after the last.</param>
internal readonly record struct Piece(int Id, int Start, int End);
