using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Training;

/// <summary>One run to be made: everything that determines its result.</summary>
internal sealed record TrainingCell
{
    /// <summary>Changes when the same settings would give other bits.</summary>
    private const string Revision = "1";

    /// <summary>Name of the experiment; does not enter the ids.</summary>
    public required string Experiment { get; init; }

    /// <summary>The corpus with its tokens.</summary>
    public required TokenizedCorpus Corpus { get; init; }

    /// <summary>Texts of a file that are read without labels; null where none are read, or those of the corpus.</summary>
    public TokenizedCorpus? Unlabelled { get; init; }

    /// <summary>Loss as written, such as <c>cce+proxy-anchor</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>Settings of the metric loss, or null without one.</summary>
    public object? LossSettings { get; init; }

    /// <summary>Settings of the members of an ensemble or a Pareto search, in their order; null for a member without.</summary>
    public IReadOnlyList<object?> MemberSettings { get; init; } = [];

    /// <summary>How it is trained and judged.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Repetition, from 0: its own draw, on fold repetition mod folds.</summary>
    public required int Repetition { get; init; }

    /// <summary>Seed of the experiment; every station derives its own.</summary>
    public required long Seed { get; init; }

    /// <summary>Format of the matrix products as it will be used.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Pooling as it will be used; unless told, that of the target, so that the rules compare the vectors that
    /// the loss saw.</summary>
    public string Pooling => Encoders.Pooling.Resolve((Settings.Pooling, Settings.Target) switch
    {
        (Encoders.Pooling.Auto, LossTarget.Cls) => "cls",
        (Encoders.Pooling.Auto, LossTarget.MeanPooled) => "mean",
        _ => Settings.Pooling,
    }, Corpus.Encoder);

    /// <summary>Size of an embedding: H for each mode of the pooling.</summary>
    public int EmbeddingSize => Modules.Size(Encoders.Pooling.Size(Pooling, Corpus.Encoder.Config.Hidden));

    /// <summary>What stands behind the pooling.</summary>
    internal Encoders.SentenceModules Modules => Corpus.Encoder.Modules.With(Settings.Dense, Settings.Normalize);

    /// <summary>Share of its training texts that a draw has in common with another, in the mean.</summary>
    public double SharedTexts =>
        Settings.Shots / (FewShotSplit.TakingPart(Corpus.Source, Settings.Part).Length * (Settings.Folds - 1.0) / Settings.Folds);

    /// <summary>Seed of its dropout.</summary>
    public long DropoutSeed => Randomness.Seeds.Derive(Seed, FormattableString.Invariant($"dropout/{Repetition}"));

    /// <summary>Held-out fold.</summary>
    public int Fold => Repetition % Settings.Folds;

    /// <summary>Optimiser steps: those of the settings, or the epochs' worth.</summary>
    public int Steps => Settings.Epochs == 0 ? Settings.Steps
        : Settings.Epochs * (int)Math.Ceiling(Settings.Shots / (double)Math.Min(Settings.BatchSize, Settings.Shots));

    /// <summary>All settings as used.</summary>
    public IReadOnlyList<SettingValue> Values() =>
    [
        .. SettingInfo.Of(typeof(TrainingSettings)).Select(s => new SettingValue("training", s.Name, s.Name switch
        {
            "precision" => Precision.Word(),
            "pooling" => Pooling,
            // The texts, and not what their file is called.
            "unlabelled-from" => Unlabelled?.Source.Checksum ?? TrainingSettings.UnlabelledFromDataset,
            "prompt" => Corpus.Tokenizer.Prompt is { Length: > 0 } prompt ? prompt : "none",
            // What a checkpoint does not have changes nothing.
            "dense" => Modules.Dense.Count > 0 ? "true" : "false",
            _ => s.ValueIn(Settings),
        }, s.Name switch { "prompt" => "none", "dense" => "false", _ => s.Default })),
        .. LossSettings is null ? []
            : SettingInfo.Of(LossSettings.GetType()).Select(s => new SettingValue("loss", s.Name, s.ValueIn(LossSettings), s.Default)),
        .. MemberSettings.SelectMany((m, i) => m is null ? [] : SettingInfo.Of(m.GetType()).Select(s =>
            new SettingValue(FormattableString.Invariant($"member {i + 1}"), s.Name, s.ValueIn(m), s.Default))),
    ];

    /// <summary>Id of the configuration, the same for all repetitions.</summary>
    public string Configuration => "c-" + Hash("");

    /// <summary>Id of the run.</summary>
    public string Id => "r-" + Hash(string.Create(CultureInfo.InvariantCulture, $"\n{Seed}\n{Repetition}"));

    private string Hash(string more)
    {
        // Explanations and kept weights do not change a run; a setting that came later is named only where it differs
        // from what was done before it.
        var values = Values().Where(v => v.Name is not ("explain" or "masks" or "keep-weights") && !(v.Value == v.Default && Later(v)))
            .Select(v => $"{v.Group}.{v.Name}={v.Value}");
        // Layers behind the pooling are weights too, which the encoder's checksum does not cover.
        string[] layers = Modules.Dense.Count > 0 ? [Modules.Checksum] : [];
        var text = string.Join('\n', [Revision, Corpus.Source.Checksum, Corpus.Encoder.Checksum, Loss, .. values, .. layers]) + more;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private bool Later(SettingValue value) =>
        (value.Group == "training" ? typeof(TrainingSettings) : value.Group == "loss" ? LossSettings!.GetType() : null) is { } type
        && SettingInfo.Of(type).Single(s => s.Name == value.Name).Later;
}
