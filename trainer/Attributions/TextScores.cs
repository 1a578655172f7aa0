namespace DmlStudio.Trainer.Attributions;

/// <summary>Everything a model has been asked about one text: each mask is read once, whichever method asks.</summary>
internal sealed class TextScores
{
    private readonly IScorer _scorer;
    private readonly Dictionary<(Absence, MaskKey), ModelOutput> _known = [];

    /// <summary>Starts without answers.</summary>
    /// <param name="scorer">The model on the text.</param>
    /// <param name="proxies">Proxies, or null.</param>
    /// <param name="seed">Seed of the text; every method derives its own.</param>
    /// <param name="gradients">The model at embeddings, or null where it cannot be asked.</param>
    public TextScores(IScorer scorer, ProxySpace? proxies = null, long seed = 0, IGradientScorer? gradients = null)
    {
        (_scorer, Proxies, Seed, Gradients) = (scorer, proxies, seed, gradients);
    }

    private TextScores(TextScores of, long seed) =>
        (_scorer, _known, Proxies, Seed, Gradients) = (of._scorer, of._known, of.Proxies, seed, of.Gradients);

    /// <summary>The same text and answers with another seed.</summary>
    public TextScores With(long seed) => new(this, seed);

    /// <summary>Words d.</summary>
    public int Words => _scorer.Words;

    /// <summary>Proxies, or null.</summary>
    public ProxySpace? Proxies { get; }

    /// <summary>Seed of the text.</summary>
    public long Seed { get; }

    /// <summary>The model at embeddings, or null.</summary>
    public IGradientScorer? Gradients { get; }

    /// <summary>Perturbed texts read so far.</summary>
    public int Passes => _known.Count;

    /// <summary>The unperturbed text.</summary>
    public ModelOutput Whole => Of([Present(true)], Absence.Mask)[0];

    /// <summary>A mask with every word present, or absent.</summary>
    public bool[] Present(bool present)
    {
        var mask = new bool[Words];
        Array.Fill(mask, present);
        return mask;
    }

    /// <summary>Masks of a list that were not read yet, each once.</summary>
    /// <param name="absence">How absent words are taken away.</param>
    public IReadOnlyList<bool[]> Unknown(IEnumerable<bool[]> masks, Absence absence)
    {
        var asked = new HashSet<MaskKey>();
        return [.. masks.Where(m => MaskKey.Of(m) is var key && !_known.ContainsKey((Place(m, absence), key)) && asked.Add(key))];
    }

    /// <summary>Takes answers that were read together with those of other texts.</summary>
    /// <param name="absence">How absent words are taken away.</param>
    /// <param name="outputs">Answers, as many.</param>
    public void Learn(IReadOnlyList<bool[]> masks, Absence absence, IReadOnlyList<ModelOutput> outputs)
    {
        for (var i = 0; i < masks.Count; i++) { _known[(Place(masks[i], absence), MaskKey.Of(masks[i]))] = outputs[i]; }
    }

    /// <summary>Answers for masks, in their order.</summary>
    /// <param name="absence">How absent words are taken away.</param>
    public IReadOnlyList<ModelOutput> Of(IReadOnlyList<bool[]> masks, Absence absence)
    {
        var unknown = Unknown(masks, absence);
        if (unknown.Count > 0) { Learn(unknown, absence, _scorer.Score(unknown, absence)); }
        return [.. masks.Select(m => _known[(Place(m, absence), MaskKey.Of(m))])];
    }

    /// <summary>Values of a target for masks.</summary>
    /// <param name="absence">How absent words are taken away.</param>
    public double[] Values(IReadOnlyList<bool[]> masks, Absence absence, ExplainTarget target)
    {
        return [.. Of(masks, absence).Select(o => target.Of(o, Proxies))];
    }

    // A whole text is the same in both modes.
    private static Absence Place(bool[] mask, Absence absence) => Array.TrueForAll(mask, m => m) ? Absence.Mask : absence;
}
