namespace DmlStudio.Settings;

/// <summary>SentEval's settings.</summary>
public enum TransferProtocol
{
    /// <summary>10 folds, Adam, batches of 64.</summary>
    Literature,

    /// <summary>5 folds, RMSprop, batches of 128.</summary>
    Fast,
}
