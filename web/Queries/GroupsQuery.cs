using DmlStudio.Statistics;
using DmlStudio.Web.Reliability;

namespace DmlStudio.Web.Queries;

/// <summary>Accuracy of every loss in groups of equal size by a value of the texts.</summary>
/// <param name="By">Value, a name of <see cref="Choices"/>.</param>
/// <param name="OwnSpace">Whether each loss is grouped by its own value; else all by the baseline's, so that groups are
/// the same texts.</param>
/// <param name="Bins">Groups, 2 to 50.</param>
public sealed record GroupsQuery(string By, bool OwnSpace, int Bins)
{
    /// <summary>A value to group by.</summary>
    /// <param name="Key">Name of its slice field.</param>
    /// <param name="Title">As people read it.</param>
    /// <param name="OfLoss">Whether it lives in a loss's space.</param>
    /// <param name="High">What the largest value is called.</param>
    /// <param name="Low">What the smallest value is called.</param>
    /// <param name="How">How it is computed.</param>
    public sealed record Choice(string Key, string Title, bool OfLoss, string High, string Low, string How);

    /// <summary>All values.</summary>
    public static IReadOnlyList<Choice> Choices { get; } =
    [
        new("distance", "distance to mean embedding", true, "farthest", "nearest",
            "Euclidean distance of the normalised embedding to the mean of the held-out embeddings of its draw."),
        new("published", "distance to mean, as published", true, "farthest", "nearest",
            "Euclidean distance of the embedding, not normalised, to the mean of the held-out embeddings of its draw. The published "
                + "procedure takes the first state (that is the embedding with --pooling cls) and the mean of the whole corpus; a "
                    + "held-out fold is a random part of it."),
        new("centroid", "distance to predicted label's centroid", true, "farthest", "nearest",
            "Euclidean distance of the normalised embedding to the normalised mean of the training texts of the label that the run's "
                + "main rule predicts."),
        new("proxy", "distance to nearest proxy", true, "farthest", "nearest", "1 − cosine to the nearest proxy of any label."),
        new("own-proxy", "distance to nearest proxy of the true label", true, "farthest", "nearest",
            "1 − cosine to the nearest proxy of the true label. It knows the true label: it describes where errors lie and cannot be "
                + "used to foresee them."),
        new("train", "distance to nearest training text", true, "farthest", "nearest",
            "1 − cosine to the nearest of the run's training texts, whatever its label."),
        new("confidence", "confidence", true, "surest", "least sure", "Largest probability."),
        new("length", "length in words", false, "longest", "shortest", "Words apart by white space, both texts of a pair together."),
        new("tokens", "length in tokens", true, "longest", "shortest",
            "Tokens that the model read, special tokens included; longer texts are cut at the run's max-length."),
    ];

    /// <summary>A loss's groups.</summary>
    /// <param name="Groups">Accuracy of each group, largest values first.</param>
    /// <param name="Rows">Rows of each group.</param>
    /// <param name="Spearman">Correlation of the group's number with accuracy, or null.</param>
    public sealed record Line(ReliabilityModel Model, IReadOnlyList<AccuracyGroup> Groups, IReadOnlyList<int[]> Rows, double? Spearman);

    /// <summary>The answer.</summary>
    /// <param name="Choice">What was grouped by.</param>
    /// <param name="OwnSpace">Whether each loss was grouped by its own value.</param>
    /// <param name="Lines">Losses that have the value.</param>
    /// <param name="Without">Losses that do not.</param>
    public sealed record Answer(Choice Choice, bool OwnSpace, IReadOnlyList<Line> Lines, IReadOnlyList<ReliabilityModel> Without)
    {
        /// <summary>The difference of two losses on some groups of the same rows, by McNemar's exact test; null when
        /// the groups differ.</summary>
        /// <param name="a">First line.</param>
        /// <param name="b">Second line.</param>
        /// <param name="groups">Numbers of the groups.</param>
        public McNemar? Difference(Line a, Line b, IEnumerable<int> groups)
        {
            if (OwnSpace) { return null; }
            int[] rows = [.. groups.SelectMany(g => a.Rows[g])];
            return new McNemar(rows.Count(i => a.Model.Right[i] && !b.Model.Right[i]),
                rows.Count(i => !a.Model.Right[i] && b.Model.Right[i]));
        }
    }

    public Answer Ask(ReliabilityRows rows)
    {
        var choice = Choices.FirstOrDefault(c => c.Key == By) ?? Choices[0];
        var bins = Math.Clamp(Bins, 2, 50);
        // The baseline may lack the value, as cross-entropy has no proxies; then there is no common space.
        var own = choice.OfLoss && (OwnSpace || !Values(rows, rows.Models[0], choice).Any(double.IsFinite));
        var shared = own ? null : Groups(rows, Values(rows, rows.Models[0], choice), choice, bins);
        List<Line> lines = [];
        List<ReliabilityModel> without = [];
        foreach (var model in rows.Models)
        {
            var values = Values(rows, own ? model : rows.Models[0], choice);
            if (!values.Any(double.IsFinite))
            {
                without.Add(model);
                continue;
            }
            var groups = shared ?? Groups(rows, values, choice, bins);
            var found = AccuracyGroup.Of(groups, values, model.Right);
            lines.Add(new Line(model, found, groups, AccuracyGroup.Spearman(found)));
        }
        return new Answer(choice, own, lines, without);
    }

    private static double[] Values(ReliabilityRows rows, ReliabilityModel model, Choice choice) => choice.Key switch
    {
        "length" => [.. rows.Length.Select(l => (double)l)],
        "confidence" => model.Confidence,
        _ => model.Distances[choice.Key],
    };

    // Distances of different runs lie on different scales, so each draw is cut into groups by itself; lengths and
    // probabilities mean the same everywhere.
    private static int[][] Groups(ReliabilityRows rows, double[] values, Choice choice, int bins)
    {
        var apart = choice.Key is not ("length" or "tokens" or "confidence");
        var parts = Enumerable.Range(0, rows.Count).Where(i => double.IsFinite(values[i])).GroupBy(i => apart ? rows.Repetition[i] : 0)
            .Select(g => g.ToArray())
                .Select(part => EqualGroups.Falling([.. part.Select(i => values[i])], bins).Select(g => g.Select(i => part[i]).ToArray())
                    .ToArray())
                .ToArray();
        return [.. Enumerable.Range(0, bins).Select(b => parts.SelectMany(p => p[b]).ToArray())];
    }
}
