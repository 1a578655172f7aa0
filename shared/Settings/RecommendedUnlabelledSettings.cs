namespace DmlStudio.Settings;

/// <summary>Settings of the recommended recipe with unlabelled texts: those of the recipe, and how many texts are read.</summary>
[Objective("recommended-unlabelled", OpenMark = true, IsRecipe = true, Alone = true, Title = "Recommended recipe, unlabelled texts",
    Family = "rec",
    Formula = @"L = L_{\text{recommended}}, \text{ then } \max_c \cos(x, w_c) \text{ decides, } "
        + @"w_c = \mu_c + \lambda \frac{\sum_i q_{ic} u_i}{\sum_i q_{ic}}",
    Source = "Soft k-means from class means: Ren et al. 2018, arXiv:1803.00676; centring: Wang et al. 2019, arXiv:1911.04623",
    Evidence = "own",
    Own = "The combination: trained as the recommended recipe, then texts are read whose labels nobody looks at; their mean is taken "
        + "from every embedding, and they refine the class means, which decide. How it was chosen and what it gains: docs/recipe.md.")]
public sealed record RecommendedUnlabelledSettings : RecommendedSettings
{
    /// <summary>Unlabelled texts.</summary>
    [Setting("Texts of the training folds that are read without their labels, at most; --unlabelled says it too", Min = 1, Max = 1e6,
        Unit = "texts")]
    public int UnlabelledTexts { get; init; } = 600;
}
