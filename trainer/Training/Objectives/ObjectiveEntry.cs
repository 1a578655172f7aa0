using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>An objective that can be chosen by name; what people read of it stands on its settings record.</summary>
/// <param name="Key">Name in files and on the command line.</param>
/// <param name="Settings">Type of its settings record.</param>
internal sealed record ObjectiveEntry(string Key, Type Settings)
{
    /// <summary>Its card.</summary>
    public ObjectiveInfo Card { get; } = ObjectiveInfo.All.FirstOrDefault(o => o.Key == Key && o.Record == Settings)
        ?? throw new ArgumentException($"{Settings.Name} carries no card with the key \"{Key}\".", nameof(Key));

    /// <summary>Makes a term that can be weighed against others: settings, run, prefix of its tensors' names; null for an
    /// objective that is a whole of its own.</summary>
    public Func<object, ObjectiveContext, string, Term>? Term { get; init; }

    /// <summary>Makes a whole objective: settings, run, and its members' terms where it has members.</summary>
    public Func<object, ObjectiveContext, ObjectiveMember[], Objective>? Whole { get; init; }

    /// <summary>Fewest members that stand in parentheses behind it, 0 for none.</summary>
    public int FewestMembers { get; init; }

    /// <summary>Most members.</summary>
    public int MostMembers { get; init; } = int.MaxValue;

    /// <summary>Members that are taken when none are written.</summary>
    public IReadOnlyList<string> DefaultMembers { get; init; } = [];

    /// <summary>Size of the rows that its members receive, from its settings and H.</summary>
    public Func<object, int, int> MemberRows { get; init; } = (_, hidden) => hidden;

    /// <summary>Makes the loss that learns from pairs of texts that are encoded apart; null where a pair is read as one text.</summary>
    public Func<object, ObjectiveContext, Losses.EmbeddingLoss>? Pairs { get; init; }

    /// <summary>The rule that decides over such pairs.</summary>
    public string PairRule { get; init; } = "logistic";

    /// <summary>The training settings that it prescribes, from the common ones; a recipe brings its own learning rate and steps.</summary>
    public Func<TrainingSettings, object, TrainingSettings> Adjust { get; init; } = (training, _) => training;

    /// <summary>Whether cross-entropy belongs to it, so that it is written without <c>cce+</c>.</summary>
    public bool BringsCrossEntropy { get; init; }

    /// <summary>Whether it trains the head; a member cross-entropy does so too.</summary>
    public Func<object, bool> TrainsHead { get; init; } = _ => false;

    /// <summary>Whether its proxies give scores of labels.</summary>
    public Func<object, bool> HasProxies { get; init; } = _ => false;

    /// <summary>Whether it is one metric loss, and not a recipe or a combination.</summary>
    public bool IsLoss { get; init; }

    /// <summary>Whether its members learn in the space of the encoder, so that the proxies of one can decide.</summary>
    public bool MembersDecide { get; init; }

    /// <summary>Whether it is a mean of items, one for each row.</summary>
    public bool ItemOfEachRow { get; init; }

    /// <summary>Whether the package that published the loss gives scores of labels.</summary>
    public bool HasPackageScores { get; init; }

    /// <summary>The rule that decides when no head is trained, from its settings and the corpus.</summary>
    public Func<object, Corpus, string> Rule { get; init; } = (_, _) => "logistic";

    /// <summary>Whether the tokens of the texts may be its rows.</summary>
    public bool TakesTokens { get; init; }

    /// <summary>Whether texts that are pairs can be learnt from.</summary>
    public bool TakesPairs { get; init; } = true;
}
