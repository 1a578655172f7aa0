using System.Globalization;
using DmlStudio.Losses;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>The one place where objectives are registered; every loss of <see cref="LossTable"/> is one.</summary>
internal static class ObjectiveTable
{
    /// <summary>All objectives that have a name.</summary>
    public static IReadOnlyList<ObjectiveEntry> All { get; } =
    [
        .. LossTable.All.Select(Loss),
        Whole<ScalSettings>("scal", (s, c, _) => new AdversarialObjective(s, c)) with { TrainsHead = _ => true },
        Whole<UscalSettings>("uscal", (s, c, _) => new AdversarialObjective(s, c)),
        Whole<TwoStageSettings>("two-stage", (s, c, m) => new TwoStageObjective(s, c, m[0])) with
        {
            FewestMembers = 1, MostMembers = 1, DefaultMembers = ["sup-con"],
            MemberRows = (s, hidden) => TwoStageObjective.RowsOf(((TwoStageSettings)s).Projection, hidden),
                TrainsHead = s => ((TwoStageSettings)s).Second == SecondStage.Head,
        },
        Whole<EnsembleSettings>("ensemble", (s, c, m) => new EnsembleObjective(s, c, m)) with
        {
            FewestMembers = 2, DefaultMembers = ["sup-con", "proxy-anchor"], MemberRows = (s, _) => ((EnsembleSettings)s).HeadSize,
        },
        Whole<EpoSettings>("epo", (s, c, m) => new ParetoObjective(s, c, m)) with { FewestMembers = 2, MostMembers = SimplexProgram.Most,
            DefaultMembers = ["cce", "sup-con"], MembersDecide = true },
        Whole<ScalarisationSettings>("linear", (s, c, m) => new ParetoObjective(s, c, m)) with { FewestMembers = 2,
            DefaultMembers = ["cce", "sup-con"], MembersDecide = true },
        Whole<FrozenProbeSettings>("frozen-probe",
            (_, _, _) => new FrozenProbeObjective()) with { Adjust = (training, _) => training with { Steps = 0, Epochs = 0 } },
        Whole<SetFitSettings>("setfit",
            (s, c, _) => new SetFitObjective(s, c)) with { Adjust = (training, s) => SetFitObjective.Adjust(training, (SetFitSettings)s),
            TakesPairs = false },
        Whole<FastFitSettings>("fastfit", (s, c, _) => new FastFitObjective(s, c)) with
        {
            Adjust = (training, s) => FastFitObjective.Adjust(training, (FastFitSettings)s), TakesPairs = false,
                Rule = (_, _) => "label-names",
        },
        new("label-names", typeof(LabelNamesSettings)) { Term = (s, c, _) => new LabelNamesTerm((LabelNamesSettings)s, c),
            Rule = (_, _) => "label-names" },
        Whole<RecommendedSettings>("recommended", (s, c, _) => new RecommendedObjective(s, c)) with
        {
            Adjust = (training, s) => RecommendedObjective.Adjust(training, (RecommendedSettings)s),
            Rule = (s, corpus) => RecommendedObjective.ReadsNames((RecommendedSettings)s, corpus) ? "label-names" : "centroid",
        },
        Whole<RecommendedUnlabelledSettings>("recommended-unlabelled", (s, c, _) => new RecommendedObjective(s, c)) with
        {
            Adjust = (training, s) => RecommendedObjective.Adjust(training, (RecommendedSettings)s) with
                // Who asks for a number at the run means that one.
                { Unlabelled = training.Unlabelled > 0 ? training.Unlabelled : ((RecommendedUnlabelledSettings)s).UnlabelledTexts },
            Rule = (_, _) => "refined-means",
        },
    ];

    /// <summary>Reads an objective as it is written.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <exception cref="InvalidDataException">An unknown name, members that do not fit, or cross-entropy before a whole
    /// objective.</exception>
    public static ObjectiveChoice Parse(string text)
    {
        var written = text.Replace(" ", "", StringComparison.Ordinal);
        if (written == "cce") { return new ObjectiveChoice(true, null, []); }
        var cross = written.StartsWith("cce+", StringComparison.Ordinal);
        var rest = cross ? written[4..] : written.EndsWith("+cce", StringComparison.Ordinal) ? written[..^4] : written;
        cross |= rest.Length < written.Length;
        var open = rest.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? rest : rest[..open];
        var entry = All.FirstOrDefault(o => o.Key == name) ?? throw Unknown(text, name);
        if (cross && entry.Term is null)
        {
            throw new InvalidDataException(
                $"Loss \"{text}\": {entry.Card.Title} is a whole of its own, expected it without cce+. "
                    + $"{(entry.FewestMembers > 0 ? "Name cce as one of its members." : "Leave cce+ away.")}");
        }
        if (cross && entry.BringsCrossEntropy)
        {
            throw new InvalidDataException(
                $"Loss \"{text}\": cross-entropy belongs to {entry.Card.Title} already, expected it without cce+. Leave cce+ away; "
                    + "--beta weighs it.");
        }
        var members = open < 0 ? entry.DefaultMembers
            : rest.EndsWith(')') ? rest[(open + 1)..^1].Split(',')
                : throw new InvalidDataException($"Loss \"{text}\": the closing parenthesis is missing.");
        if (members.Count < entry.FewestMembers || members.Count > (entry.FewestMembers == 0 ? 0 : entry.MostMembers))
        {
            throw new InvalidDataException(FormattableString.Invariant($"Loss \"{text}\" has {members.Count} members, expected ")
                + (entry.FewestMembers == 0
                    ? "none."
                    : string.Create(CultureInfo.InvariantCulture,
                        $"{entry.FewestMembers}{(entry.MostMembers == int.MaxValue ? " or more" : $" to {entry.MostMembers}")}, such "
                            + $"as {name}(cce,sup-con).")));
        }
        return new ObjectiveChoice(cross || entry.BringsCrossEntropy, entry, [.. members.Select(m => Member(text, m))]);
    }

    /// <summary>Splits a list of objectives at the commas that stand outside parentheses.</summary>
    /// <param name="text">Such as <c>cce, ensemble(sup-con,proxy-anchor)</c>.</param>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var (depth, from) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[from..i].Trim() is { Length: > 0 } part) { parts.Add(part); }
                from = i + 1;
            }
            else if (text[i] == '(') { depth++; }
            else if (text[i] == ')') { depth--; }
        }
        return parts;
    }

    private static ObjectiveEntry? Member(string text, string name)
    {
        if (name == "cce") { return null; }
        var entry = All.FirstOrDefault(o => o.Key == name) ?? throw Unknown(text, name);
        return entry is { Term: not null, BringsCrossEntropy: false }
            ? entry
            : throw new InvalidDataException(
                $"Loss \"{text}\": {entry.Card.Title} is a whole of its own, expected a loss that can stand beside others.");
    }

    private static ObjectiveEntry Loss(LossChoice loss)
    {
        var example = loss.Make(Activator.CreateInstance(loss.Settings)!, 2, 2);
        return new(loss.Key, loss.Settings)
        {
            Term = (s, c, prefix) => new EmbeddingTerm(loss.Make(s, c.Classes, c.Rows), c, prefix),
            BringsCrossEntropy = example.BringsCrossEntropy,
            HasProxies = s => loss.Make(s, 2, 2).Parameters.Any(p => p.Proxies),
            IsLoss = true,
            HasPackageScores = example.HasPackageScores,
            ItemOfEachRow = example.ItemOfEachRow,
            Rule = example is ESupConLoss ? (_, _) => "nearest-proxy" : (_, _) => "logistic",
            TakesTokens = example.TakesTokens,
            PairRule = example is SbertSoftmaxLoss ? "pair-classifier" : "logistic",
            Pairs = example is SbertSoftmaxLoss ? (s, c) => new SbertSoftmaxLoss((SbertSoftmaxSettings)s, c.Classes, c.Hidden)
                : example is PairLoss or MultipleNegativesLoss or SbertTripletLoss ? (s, c) => loss.Make(s, c.Classes, c.Hidden) : null,
        };
    }

    private static ObjectiveEntry Whole<T>(string key, Func<T, ObjectiveContext, ObjectiveMember[], Objective> make) =>
        new(key, typeof(T)) { Whole = (s, c, m) => make((T)s, c, m) };

    private static InvalidDataException Unknown(string text, string name) =>
        new($"Loss \"{text}\" is not known. {SettingInfo.Unknown("losses", name, All.Select(o => o.Key).Prepend("cce"))} Most can "
            + "stand after cce+.");
}
