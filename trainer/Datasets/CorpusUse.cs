namespace DmlStudio.Trainer.Datasets;

/// <summary>What a corpus is read for: the rules for what is trained on are stricter.</summary>
internal enum CorpusUse
{
    /// <summary>Runs are trained on it: every label needs two texts, and there are two labels at least.</summary>
    Train,

    /// <summary>Runs of another corpus are tested on it: a label may have a single text.</summary>
    Test,

    /// <summary>Its texts alone are read; its labels, if there are any, say nothing.</summary>
    Texts,
}
