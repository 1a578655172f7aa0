namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A token that is found in the text before it is cut into words.</summary>
/// <param name="Content">As it stands in the text.</param>
/// <param name="Id">Its id.</param>
/// <param name="SingleWord">Found only where no letter stands beside it.</param>
/// <param name="StripsLeft">Takes the white space before it.</param>
/// <param name="StripsRight">Takes the white space behind it.</param>
/// <param name="Normalized">Looked for in the normalised text, and normalised itself.</param>
internal sealed record AddedToken(string Content, int Id, bool SingleWord = false, bool StripsLeft = false, bool StripsRight = false,
    bool Normalized = false);
