namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>How thoroughly explanations are judged.</summary>
internal enum JudgeLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Removal measures with their random control, infidelity and agreement with leave-one-out; bounds on
    /// short texts. About 300 passes a text.</summary>
    Basic,

    /// <summary>Also bounds by a beam on long texts, words deleted instead of masked, other seeds, and every explanation
    /// again at moved embeddings. For LIME and KernelSHAP tens of thousands of passes a text.</summary>
    Full,
}
