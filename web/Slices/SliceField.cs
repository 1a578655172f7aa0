namespace DmlStudio.Web.Slices;

/// <summary>What a slice expression can ask of a text.</summary>
/// <param name="Name">Name as written.</param>
/// <param name="Kind">What it is compared with.</param>
/// <param name="OfLoss">Whether it differs between losses, so that <c>@loss</c> may follow.</param>
/// <param name="Meaning">For people.</param>
public sealed record SliceField(string Name, SliceKind Kind, bool OfLoss, string Meaning)
{
    /// <summary>All fields.</summary>
    public static IReadOnlyList<SliceField> All { get; } =
    [
        new("text", SliceKind.Text, false, "the text itself: text~\"how many\" holds when it occurs, whatever its case"),
        new("label", SliceKind.Word, false, "true label"),
        new("predicted", SliceKind.Word, true, "predicted label; predicted!=predicted@loss holds where two losses say different labels"),
        new("wrong", SliceKind.Flag, true, "predicted wrongly"),
        new("right", SliceKind.Flag, true, "predicted rightly"),
        new("confidence", SliceKind.Number, true, "largest probability, 0 to 1"),
        new("margin", SliceKind.Number, true, "largest minus second largest probability"),
        new("distance", SliceKind.Number, true, "distance to the mean embedding, own space"),
        new("published", SliceKind.Number, true, "distance of the vector, not normalised, to the mean vector, own space"),
        new("centroid", SliceKind.Number, true, "distance to the training centroid of the predicted label"),
        new("proxy", SliceKind.Number, true, "cosine distance to the nearest proxy"),
        new("own-proxy", SliceKind.Number, true, "cosine distance to the nearest proxy of the true label"),
        new("train", SliceKind.Number, true, "cosine distance to the nearest training text"),
        new("length", SliceKind.Number, false, "words, apart by white space"),
        new("tokens", SliceKind.Number, true, "tokens that the model reads, special tokens included"),
        new("repetition", SliceKind.Number, false, "repetition (draw), from 0"),
        new("fold", SliceKind.Number, false, "fold that held the text out, from 0"),
        new("all-wrong", SliceKind.Flag, false, "every chosen loss is wrong"),
        new("all-right", SliceKind.Flag, false, "every chosen loss is right"),
        new("disagree", SliceKind.Flag, false, "the chosen losses say different labels"),
    ];
}
