using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Comparisons;
using DmlStudio.Files;
using DmlStudio.Inference;
using DmlStudio.Settings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DmlStudio.Claims;

/// <summary>Reads a paper with its claims from YAML; every fault is said with file, line and column.</summary>
public static partial class PaperFile
{
    private const long Longest = 200_000;
    private const string Shots = "shots";

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.yaml</c> file; its name without the ending is the paper's key.</param>
    /// <exception cref="InvalidDataException">It is missing, no such YAML, or has a key or a value that is not known.</exception>
    public static Paper Read(string path)
    {
        if (!File.Exists(path)) { throw new InvalidDataException($"There is no file {path}. Name an existing .yaml file."); }
        if (RegularFile.Refusal(path) is { } refusal) { throw new InvalidDataException(refusal); }
        if (new FileInfo(path).Length > Longest)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path} has more than {Longest} bytes; expected the claims of one paper. Name the right file."));
        }
        try { return Read(File.ReadAllBytes(path), path, Path.GetFileNameWithoutExtension(path)); }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message} See to it that you may read it.", e);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="key">The paper's key.</param>
    /// <exception cref="InvalidDataException">As <see cref="Read(string)"/>.</exception>
    public static Paper Read(byte[] bytes, string file, string key)
    {
        if (!Key().IsMatch(key))
        {
            throw new InvalidDataException($"{file} is called \"{key}\"; expected at most 60 small letters, digits and dashes. Rename it.");
        }
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents is [var only] ? Of(new YamlPlace(file, "the file", only.RootNode, "title", "source", "task", "encoder",
                    "experiments", "claims"), key)
                : throw new InvalidDataException($"{file} holds {(stream.Documents.Count == 0 ? "nothing" : "more than one document")}; "
                    + "expected the keys title, source and claims. docs/claims.md shows such a file.");
        }
        catch (DecoderFallbackException e) { throw new InvalidDataException($"{file} is not UTF-8. Save it as UTF-8.", e); }
        catch (YamlException e)
        {
            throw YamlPlace.Fault(file, e.Start, (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
    }

    private static Paper Of(YamlPlace file, string key)
    {
        ClaimExperiment[] experiments = [.. file.Parts("experiments", "an experiment", "name", "protocol", "shots", "draws", "datasets",
            "settings").Select(Experiment)];
        Claim[] claims = [.. file.Parts("claims", "a claim", "name", "says", "figure", "low", "high", "published", "read-in", "loss",
            "rule", "baseline", "baseline-rule", "metric", "baseline-metric", "experiments", "missing", "note")
            .Select(c => ClaimOf(c, experiments))];
        if (claims.Length == 0) { throw file.Wrong("claims", "the file holds no claims, expected a list of at least one"); }
        Twice(file, "experiments", "an experiment", experiments.Select(e => e.Name));
        Twice(file, "claims", "a claim", claims.Select(c => c.Name));
        return new Paper(key, file.Needed("title"), file.Needed("source"))
        {
            Task = file.Text("task"),
            Encoder = file.Text("encoder"),
            Experiments = experiments,
            Claims = claims,
        };
    }

    private static ClaimExperiment Experiment(YamlPlace part)
    {
        var (name, datasets) = (Named(part), part.List("datasets"));
        return new ClaimExperiment(name, datasets.Count > 0 ? datasets
            : throw part.Wrong("datasets", "an experiment has no datasets, expected a list of names or files"))
        {
            Protocol = part.Text("protocol") is { Length: > 0 } protocol ? protocol : "recommended",
            Shots = (int)(part.Number(Shots, 1, 1e6, whole: true) ?? 20),
            Draws = (int)(part.Number("draws", 1, 10_000, whole: true) ?? 5),
            Settings = part.Part("settings") is { } settings
                ? settings.Keys.ToDictionary(k => k, k => Setting(settings, k, name), StringComparer.Ordinal)
                : new Dictionary<string, string>(),
        };
    }

    // Those of a loss, "sup-con.temperature", are read by who knows the losses.
    private static string Setting(YamlPlace settings, string key, string experiment)
    {
        if (key == Shots) { throw settings.Wrong(key, $"the settings of {experiment} hold {Shots}, expected it beside them, as draws"); }
        if (!key.Contains('.', StringComparison.Ordinal))
        {
            string[] known = [.. SettingInfo.Of(typeof(TrainingSettings)).Select(s => s.Name).Where(n => n != Shots)];
            if (!known.Contains(key))
            {
                throw settings.Wrong(key, SettingInfo.Unknown($"settings of {experiment}", key, known).TrimEnd('.'));
            }
        }
        return settings.Text(key) is { Length: > 0 } value ? value
            : throw settings.Wrong(key, $"the setting {key} of {experiment} is empty, expected \"{key}: …\" with its value");
    }

    private static Claim ClaimOf(YamlPlace part, ClaimExperiment[] experiments)
    {
        var claim = new Claim(Named(part), part.Needed("says"))
        {
            Figure = part.Number("figure", -100, 100),
            Low = part.Number("low", -100, 100),
            High = part.Number("high", -100, 100),
            Published = part.Text("published"),
            ReadIn = part.Text("read-in"),
            Loss = part.Text("loss"),
            Rule = Rule(part, "rule"),
            Baseline = part.Text("baseline"),
            BaselineRule = Rule(part, "baseline-rule"),
            Metric = Metric(part, "metric") ?? "accuracy",
            BaselineMetric = Metric(part, "baseline-metric"),
            Experiments = part.List("experiments"),
            Missing = part.Text("missing"),
            Note = part.Text("note"),
        };
        RequireFigures(part, claim);
        if (claim.Experiments.FirstOrDefault(e => experiments.All(x => x.Name != e)) is { } unknown)
        {
            throw part.Wrong("experiments", $"the claim {claim.Name} names the experiment \"{unknown}\", expected one of "
                + string.Join(", ", experiments.Select(e => e.Name)));
        }
        if (claim.IsCheckable && (claim.Loss.Length == 0 || claim.Baseline.Length == 0 || experiments.Length == 0))
        {
            throw part.Wrong("loss", $"the claim {claim.Name} has no loss, baseline or experiment, expected all three, or \"missing: …\" "
                + "with what a check would need");
        }
        RequireSides(part, claim);
        return claim;
    }

    private static void RequireFigures(YamlPlace part, Claim claim)
    {
        if (claim.BaselineMetric is { } other && !MetricInfo.Find(other)!.IsLike(MetricInfo.Find(claim.Metric)!))
        {
            throw part.Wrong("baseline-metric", $"the claim {claim.Name} compares {claim.Metric} with {other}, expected two figures of one "
                + "unit, both better when high or both when low");
        }
        if (claim.HasFigure && claim.ReadIn.Length == 0)
        {
            throw part.Wrong("figure", $"the claim {claim.Name} does not say where its figure was read, expected \"read-in: …\"");
        }
        if (claim.Low > claim.High)
        {
            throw part.Wrong("low", string.Create(CultureInfo.InvariantCulture,
                $"the claim {claim.Name} is published from {claim.Low} to {claim.High}, expected low to be at most high"));
        }
    }

    private static void RequireSides(YamlPlace part, Claim claim)
    {
        var other = claim.BaselineMetric ?? claim.Metric;
        foreach (var (key, rule, metric) in new[] { ("rule", claim.Rule, claim.Metric), ("baseline-rule", claim.BaselineRule, other) })
        {
            if (rule is not null && MetricInfo.Find(metric)!.Rule is { } own)
            {
                throw part.Wrong(key, $"the claim {claim.Name} names the rule {rule} for {metric}, which is a figure of the {own} and of "
                    + $"no rule, expected no {key}, or a figure of predictions");
            }
        }
        if (claim.IsCheckable && (claim.Loss, claim.Rule, claim.Metric) == (claim.Baseline, claim.BaselineRule, other))
        {
            throw part.Wrong("baseline", $"the claim {claim.Name} compares {claim.Loss} with itself, expected another loss, rule or metric "
                + "on one side");
        }
    }

    private static string Named(YamlPlace part) => part.Needed("name") is var name && Key().IsMatch(name) ? name
        : throw part.Wrong("name", $"the name is \"{name}\", expected small letters, digits and dashes");

    private static string? Rule(YamlPlace part, string key)
    {
        if (part.Text(key) is not { Length: > 0 } rule) { return null; }
        string[] known = [.. InferenceTable.All.Select(r => r.Key), .. InferenceTable.OfObjectives.Select(r => r.Key)];
        return known.Contains(rule) ? rule : throw part.Wrong(key, SettingInfo.Unknown(key, rule, known).TrimEnd('.'));
    }

    private static string? Metric(YamlPlace part, string key)
    {
        if (part.Text(key) is not { Length: > 0 } metric) { return null; }
        return MetricInfo.Find(metric) is not null ? metric
            : throw part.Wrong(key, SettingInfo.Unknown(key, metric, MetricInfo.All.Select(m => m.Key)).TrimEnd('.'));
    }

    private static void Twice(YamlPlace file, string key, string what, IEnumerable<string> names)
    {
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw file.Wrong(key, $"{what} is called \"{twice.Key}\" twice, expected a name of its own for each");
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,59}\z")]
    private static partial Regex Key();
}
