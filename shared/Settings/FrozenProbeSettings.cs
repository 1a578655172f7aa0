namespace DmlStudio.Settings;

/// <summary>The frozen probe: what an encoder gives without any fine-tuning.</summary>
[Objective("frozen-probe", OpenMark = true, IsRecipe = true, Alone = true, Title = "Frozen probe", Family = "rec",
    Formula = @"L = \frac{1}{2} \|W\|^2
        - C \sum_i \log \frac{\exp(w_{y_i} \cdot \hat{x}_i + b_{y_i})}{\sum_c \exp(w_c \cdot \hat{x}_i + b_c)}",
    Source = "Conneau and Kiela 2018; logistic regression of scikit-learn", Evidence = "code",
    Own = "Embeddings are brought to unit length; the strength C is the run's logistic-strength.")]
public sealed record FrozenProbeSettings
{
    /// <summary>Synthetic texts of rare labels.</summary>
    [Setting("Even out the labels of the logistic regression by synthetic embeddings between a text and one of its five nearest of the "
        + "same label (SMOTE)", Source = "Chawla et al. 2002, arXiv:1106.1813", Later = true)]
    public bool Smote { get; init; }
}
