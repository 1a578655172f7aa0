namespace DmlStudio.Settings;

/// <summary>Architecture of a student.</summary>
public enum StudentArchitecture
{
    /// <summary>RoBERTa with a byte-level BPE of its own.</summary>
    Roberta,

    /// <summary>BERT with the teacher's WordPiece cut to the corpus.</summary>
    Bert,
}
