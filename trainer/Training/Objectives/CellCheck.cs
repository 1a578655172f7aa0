using System.Globalization;
using DmlStudio.Inference;
using DmlStudio.Losses;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Whether objective, settings and corpus of a run go together; told before anything is trained.</summary>
internal static class CellCheck
{
    /// <param name="cell">The run.</param>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static void Require(TrainingCell cell)
    {
        var choice = ObjectiveTable.Parse(cell.Loss);
        var (settings, title) = (cell.Settings, choice.Title);
        InferenceTable.RequireChoice(settings.Inference);
        cell.Corpus.Encoder.RequireLength(settings.MaxLength, new TrainingSettings().MaxLength);
        if (cell.LossSettings is not null) { SettingInfo.Require(cell.LossSettings, choice.Key!); }
        if (LossRows.TakesTokens(settings.Target) && !choice.TakesTokens)
        {
            throw new InvalidDataException(
                $"Target {settings.Target.Word()} gives a row for each token, and {title} cannot take tokens; expected target pooled, "
                    + "cls or mean-pooled.");
        }
        if (cell.Pooling.Contains('+', StringComparison.Ordinal) && settings.Target != LossTarget.Pooled)
        {
            throw new InvalidDataException(
                $"Pooling {cell.Pooling} puts several vectors side by side, and target {settings.Target.Word()} takes single states; "
                    + "expected target pooled, or one mode of pooling.");
        }
        cell.Modules.Require(Encoders.Pooling.Size(cell.Pooling, cell.Corpus.Encoder.Config.Hidden), cell.Corpus.Encoder.Name);
        if (cell.Modules.Dense.Count > 0 && settings.Target != LossTarget.Pooled)
        {
            throw new InvalidDataException(
                $"{cell.Corpus.Encoder.Name} has linear layers behind its pooling, and target {settings.Target.Word()} takes states "
                    + "before them; expected target pooled. Choose it, or --dense false.");
        }
        if (settings.PerTextMean && LossRows.TakesTokens(settings.Target) && choice.Entry is { ItemOfEachRow: false })
        {
            throw new InvalidDataException(
                $"--per-text-mean needs a loss of each token by itself, such as soft-triple or proxy-nca; {title} compares tokens "
                    + "with one another, and those of one text have one label. Leave it out.");
        }
        var shared = (cell.LossSettings as EpoSettings)?.GramScope == GramScope.Representation ? "--set epo.gram-scope=representation"
            : (cell.LossSettings as EnsembleSettings)?.Weighting == LossWeighting.Gradient ? "--set ensemble.weighting=gradient" : null;
        if (shared is not null && settings.Target != LossTarget.Pooled)
        {
            throw new InvalidDataException(
                $"{shared} compares gradients at the pooled rows, and target {settings.Target.Word()} takes other rows past them; "
                    + "expected target pooled. Choose it, or another scope or weighting.");
        }
        var moved = choice.Members.Count(m => m?.HasProxies(Activator.CreateInstance(m.Settings)!) == true);
        if (settings.ProxyInit != ProxyInit.Published && moved > (choice.Entry?.MembersDecide == true ? 1 : 0))
        {
            throw new InvalidDataException(
                $"--proxy-init {settings.ProxyInit.Word()} moves the proxies of one loss in the space of the encoder, and {title} has "
                    + $"{(choice.Entry!.MembersDecide ? "several with proxies" : "its proxies behind heads of their own")}; expected "
                        + "published. Leave it out.");
        }
        if (settings.FreezeLayers > cell.Corpus.Encoder.Config.Layers)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"--freeze-layers is {settings.FreezeLayers}, and {cell.Corpus.Encoder.Name} has "
                        + $"{cell.Corpus.Encoder.Config.Layers} layers. Freeze fewer."));
        }
        var config = cell.Corpus.Encoder.Config;
        if (settings.FreezeLayers > 0 && settings.FreezeLayers < config.Layers
            && config.LayerPrefix(settings.FreezeLayers - 1) == config.LayerPrefix(settings.FreezeLayers))
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"--freeze-layers is {settings.FreezeLayers}, and layers {settings.FreezeLayers} and {settings.FreezeLayers + 1} "
                        + $"of {cell.Corpus.Encoder.Name} share their weights, so that one cannot be trained without the other. "
                            + $"Freeze 0 or {config.Layers} layers, or choose another encoder."));
        }
        if (settings.Partition == FoldPartition.Published && cell.Seed is < 0 or > int.MaxValue)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"--seed is {cell.Seed}, and --partition published draws with NumPy, whose seeds have 32 bits; expected 0 to "
                        + $"{int.MaxValue}. The published seed is 2048."));
        }
        if (settings.UpSample && settings.TextsPerLabel > 0)
        {
            throw new InvalidDataException("--up-sample and --texts-per-label both even out the labels; choose one of them.");
        }
        if (choice.Entry is { TakesPairs: false } && cell.Corpus.Source.HasPairs)
        {
            throw new InvalidDataException(
                $"{title} learns from single texts, and {cell.Corpus.Source.Name} holds pairs of texts. Choose another loss, such as "
                    + "sbert-softmax, or another dataset.");
        }
        if (choice is { CrossEntropy: true, Entry.Pairs: not null } && cell.Corpus.Source.HasPairs)
        {
            throw new InvalidDataException(
                $"{title} on pairs: cross-entropy reads both texts at once, {choice.Entry.Card.Title} each by itself. Expected one of "
                    + "the two alone.");
        }
        if (cell.Unlabelled is not null && cell.Corpus.Source.HasPairs)
        {
            throw new InvalidDataException(
                $"--unlabelled-from reads single texts, and {cell.Corpus.Source.Name} holds pairs of texts. Leave it out: then other pairs "
                    + "of the dataset are read.");
        }
        // Weights and preferences that do not fit the members are told by what is made of them.
        choice.Make(new ObjectiveContext(cell,
            [.. Enumerable.Range(0, cell.Corpus.Source.Labels.Count * 2).Where(i => i < cell.Corpus.Source.Texts.Count)]));
    }
}
