using DmlStudio.Settings;

namespace DmlStudio.Trainer.Runs;

/// <summary>A protocol: values of training and loss settings that stand in place of the defaults; what a person names wins.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Title">What it is.</param>
/// <param name="Training">Training settings by name.</param>
/// <param name="Losses">Settings of losses by the losses' keys.</param>
internal sealed record Protocol(string Name, string Title, IReadOnlyDictionary<string, string> Training,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Losses)
{
    // Official code of arXiv:2211.15202 and of TripleEntropy: every line is what the published code does, sound or not.
    private static readonly Dictionary<string, string> Published = new()
    {
        ["shots"] = "20",
        ["folds"] = "4",
        ["partition"] = "published",                // NumPy's and scikit-learn's own folds
        ["stratified"] = "false",                   // folds and sample are drawn uniformly: rare labels may be missing
        ["test-texts"] = "0",                       // the whole held-out fold
        ["batch-size"] = "64",
        ["max-length"] = "64",
        ["pad-to-sample"] = "true",                 // to the longest text of the sample
        ["epochs"] = "120",                         // with more than 64 texts more steps than planned
        ["steps"] = "120",                          // what the schedule plans for
        ["warmup-steps"] = "10",
        ["cosine-overrun"] = "legacy-periodic",     // past the plan the rate rises again
        ["learning-rate"] = "1e-5",
        ["proxy-lr-multiplier"] = "1",              // proxies hardly move
        ["weight-decay"] = "0.01",
        ["decay-everything"] = "true",              // LayerNorm, biases and proxies too
        ["clip-norm"] = "1",
        ["dropout"] = "0.1",
        ["beta"] = "0.4",
        ["pooling"] = "cls",
        ["head"] = "mlp",
        ["target"] = "tokens-with-padding",         // padding counts as tokens of the text
        ["inference"] = "head",
        ["keep-copies"] = "true",                    // the whole fold is tested on
    };

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> PublishedLosses = new()
    {
        ["soft-triple"] = new Dictionary<string, string> { ["lambda"] = "8", ["gamma"] = "0.1", ["delta"] = "0.1", ["centres"] = "5" },
        ["sup-con"] = new Dictionary<string, string> { ["temperature"] = "0.1" },
        // the batch-all triplets of sentence-transformers; needs --target cls
        ["triplet"] = new Dictionary<string, string> { ["strategy"] = "all", ["margin"] = "5", ["normalize"] = "false" },
        ["proxy-nca"] = new Dictionary<string, string> { ["scale"] = "1" },
    };

    /// <summary>All protocols.</summary>
    public static IReadOnlyList<Protocol> All { get; } =
    [
        new("recommended", "The defaults: even labels, masked rows, fast proxies without decay, a fixed number of steps",
            new Dictionary<string, string>(), new Dictionary<string, IReadOnlyDictionary<string, string>>()),
        new("paper", "As the code of arXiv:2211.15195 and TripleEntropy does it", Published, PublishedLosses),
        new("paper-db", "As the code of arXiv:2211.15202 does it: labels of tokens go astray, and the mixture leaves out the scale",
            Published.Where(p => p.Key is not ("target" or "inference")).Append(new("target", "tokens-legacy-labels"))
                .Append(new("inference", "mix-legacy")).ToDictionary(),
            PublishedLosses.Append(new("proxy-anchor", new Dictionary<string, string> { ["alpha"] = "0.1", ["delta"] = "0.1" }))
                .ToDictionary()),
    ];

    /// <summary>A protocol by name.</summary>
    /// <exception cref="InvalidDataException">Unknown.</exception>
    public static Protocol Of(string name) =>
        All.FirstOrDefault(p => p.Name == name)
            ?? throw new InvalidDataException(SettingInfo.Unknown("protocol", name, All.Select(p => p.Name)));
}
