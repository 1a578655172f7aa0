using DmlStudio.Settings;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class ExperimentFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_PaperProtocol_HasEachOddity_AndWhatIsNamedWins()
    {
        var plan = Read("datasets: [support]\nlosses: [cce+soft-triple]\nprotocol: paper\n", ("folds", "10"), ("soft-triple.lambda", "20"));
        Assert.Equal((20, 10, false, 120, true, CosineOverrun.LegacyPeriodic, 1e-5, 1.0, true, HeadKind.Mlp, "cls",
            LossTarget.TokensWithPadding, "head"),
            (plan.Settings.Shots, plan.Settings.Folds, plan.Settings.Stratified, plan.Settings.Epochs, plan.Settings.PadToSample,
                plan.Settings.CosineOverrun, plan.Settings.LearningRate,
            plan.Settings.ProxyLrMultiplier, plan.Settings.DecayEverything, plan.Settings.Head, plan.Settings.Pooling,
                plan.Settings.Target, plan.Settings.Inference));
        Assert.Equal(FoldPartition.Published, plan.Settings.Partition);
        var loss = Assert.IsType<SoftTripleSettings>(plan.LossSettings["soft-triple"]);
        Assert.Equal((20, 0.1, 0.1, 5), (loss.Lambda, loss.Gamma, loss.Delta, loss.Centres));
    }

    [Fact]
    public void Read_NamedTwice_IsOne()
    {
        var plan = Read("datasets: [support, reviews, support]\nlosses: [cce, sup-con, cce]\n");
        Assert.Equal(["support", "reviews"], plan.Datasets);
        Assert.Equal(["cce", "sup-con"], plan.Losses);
    }

    // "0 runs made, 0 failed" with exit code 0 looked like success.
    [Theory]
    [InlineData("datasets: ','\nlosses: cce\n", "datasets is \",\", which names nothing. Name one, or several apart by commas.")]
    [InlineData("datasets: support\nlosses: ', ,'\n", "losses is \", ,\", which names nothing. Name one, or several apart by commas.")]
    public void Read_CommasAlone_AreRefused(string yaml, string message) =>
        Assert.EndsWith(message, Assert.Throws<InvalidDataException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_RecommendedProtocol_IsTheDefaults() =>
        Assert.Equal(new TrainingSettings(), Read("datasets: [support]\nlosses: [cce]\nprotocol: recommended\n").Settings);

    [Fact]
    public void Read_DbProtocol_MixesAsPublished()
    {
        var settings = Read("datasets: [support]\nlosses: [cce+proxy-anchor]\nprotocol: paper-db\n").Settings;
        Assert.Equal((LossTarget.TokensLegacyLabels, "mix-legacy"), (settings.Target, settings.Inference));
    }

    [Fact]
    public void Read_SectionOfALoss_HoldsItsTrainingToo()
    {
        var plan = Read("datasets: [support]\nlosses: [cce, sup-con, \"ensemble(sup-con,proxy-anchor)\"]\nsteps: 30\nsup-con: { "
            + "temperature: 0.3, steps: 40, freeze-embeddings: true }\n");
        Assert.Equal(["cce", "sup-con", "ensemble(sup-con,proxy-anchor)"], plan.Losses);
        Assert.Equal((30, 40), (plan.TrainingOf("cce").Steps, plan.TrainingOf("sup-con").Steps));
        Assert.True(plan.TrainingOf("sup-con").FreezeEmbeddings);
        Assert.Equal(0.3, Assert.IsType<SupConSettings>(plan.LossSettings["sup-con"]).Temperature);
    }

    /// <summary>A section named by the loss alone is of every loss with it, one named as a loss is written of that loss alone.</summary>
    [Fact]
    public void Read_SectionsOfOneLoss_AreOfThoseThatTheyName()
    {
        var plan = Read("datasets: support\nlosses: sup-con,cce+sup-con\nsup-con: { steps: 5, temperature: 0.5 }\n"
            + "cce+sup-con: { temperature: 0.03, shots: 40 }\n");
        double Temperature(string loss) => Assert.IsType<SupConSettings>(plan.LossSettings[loss]).Temperature;
        Assert.Equal((0.5, 0.03), (Temperature("sup-con"), Temperature("cce+sup-con")));
        Assert.Equal((5, 5), (plan.TrainingOf("sup-con").Steps, plan.TrainingOf("cce+sup-con").Steps));
        Assert.Equal((20, 40), (plan.TrainingOf("sup-con").Shots, plan.TrainingOf("cce+sup-con").Shots));
        Assert.Equal(5, Read("datasets: support\nlosses: cce+sup-con\n", ("sup-con.steps", "5")).TrainingOf("cce+sup-con").Steps);
    }

    /// <summary>What nothing would follow is refused; a file may still be run with some of its losses.</summary>
    [Theory]
    [InlineData("losses: cce\nsup-con: { temperature: 0.3 }", "no loss of the experiment is that one (found cce)")]
    [InlineData("losses: sup-con\ncce+sup-con: { steps: 5 }", "no loss of the experiment is that one (found sup-con)")]
    [InlineData("losses: cce+sup-con\ncce+sup-con: { steps: 5 }\nsup-con+cce: { steps: 6 }", "are of one loss")]
    [InlineData("losses: 'ensemble(sup-con,proxy-anchor)'\nsup-con: { steps: 5 }", "is only a member")]
    public void Read_SectionThatNoLossFollows_IsRefused(string lines, string message)
    {
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read($"datasets: support\n{lines}\n")).Message,
            StringComparison.Ordinal);
        Assert.Equal(["cce"], Read("datasets: support\nlosses: cce,sup-con\nsup-con: { temperature: 0.3 }\n", ("losses", "cce")).Losses);
        Assert.Contains("no loss of the experiment", Assert.Throws<InvalidDataException>(() =>
            Read("datasets: support\n", ("losses", "cce"), ("sup-con.temperature", "0.3"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DefaultsOfAVerb_LieBelowTheFile()
    {
        File.WriteAllText(_file, "name: mine\ndatasets: [support]\nlosses: [cce]\n");
        var defaults = new Dictionary<string, string> { ["name"] = "search", ["repetitions"] = "4" };
        var plan = ExperimentFile.Read(_file, new Dictionary<string, string>(), defaults);
        Assert.Equal(("mine", 4), (plan.Name, plan.Repetitions));
        Assert.Equal("other", ExperimentFile.Read(_file, new Dictionary<string, string> { ["name"] = "other" }, defaults).Name);
    }

    // Single quotes fold line ends: "one\ntwo" came back as "one two".
    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("a \"quoted\" \\ line\r\n and\ttab")]
    [InlineData("it's plain: #really \U0001F600")]
    [InlineData("\u2028 \U0001F600")]
    public void Write_AnyText_IsReadAsItWas(string prompt)
    {
        var values = new Dictionary<string, string> { ["datasets"] = "support", ["losses"] = "cce", ["prompt"] = prompt };
        File.WriteAllText(_file, ExperimentFile.Write(null, values, new Dictionary<string, string>()));
        Assert.Equal(prompt, ExperimentFile.Read(_file, new Dictionary<string, string>()).Settings.Prompt);
    }

    [Fact]
    public void Read_Recipe_StandsBesideTheLosses()
    {
        Assert.Equal(["recommended"], Read("datasets: [support]\nrecipe: recommended\n").Losses);
        Assert.Equal(["cce", "setfit"], Read("datasets: [support]\nlosses: [cce]\nrecipe: setfit\n").Losses);
    }

    [Theory]
    [InlineData("protocol: papr", "Did you mean \"paper\"?")]
    [InlineData("recipe: best", "recipe: \"best\" is not known.")]
    [InlineData("sup-con: { temprature: 1 }", "Did you mean \"temperature\"?")]
    [InlineData("sup-kon: { temperature: 1 }", "Did you mean \"sup-con\"?")]
    [InlineData("sup-con: { temperature: 0 }", "temperature is \"0\", expected a number from 0.001 to 100")]
    public void Read_Wrong_SaysWhatWasExpected(string line, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() =>
            Read($"datasets: [support]\nlosses: [cce, sup-con]\n{line}\n")).Message, StringComparison.Ordinal);

    private ExperimentPlan Read(string yaml, params (string Name, string Value)[] flags)
    {
        File.WriteAllText(_file, yaml);
        return ExperimentFile.Read(_file, flags.ToDictionary(f => f.Name, f => f.Value));
    }
}
