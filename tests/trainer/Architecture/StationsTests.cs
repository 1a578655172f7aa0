using DmlStudio.Losses;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Architecture;

/// <summary>A text walks through the stations in one direction, and none knows a station after it.</summary>
public sealed class StationsTests
{
    /// <summary>The order: each station may know those before it. docs/architecture.md draws it.</summary>
    private static readonly Stations Order = new("DmlStudio.Trainer.",
        "DmlStudio.Losses.Tensors", "Randomness", "Devices", "Files", "Datasets", "Tokenizers", "Batches", "Hub", "Encoders",
        "DmlStudio.Losses", "Optimisers", "Evaluation", "Robustness", "Distillation", "Training", "Training.Networks",
        "Training.Objectives", "Training.Loop", "Attributions", "Runs", "Slurm", "Serving", "Benchmarks", "Commands");

    private static readonly IReadOnlySet<(string From, string To)> Trainer = TypeUses.Of(typeof(Verbs).Assembly.Location);

    [Fact]
    public void Stations_OfTheTrainer_KnowOnlyThoseBeforeThem() => Stations.RequireNone(Order.Upward(Trainer));

    [Fact]
    public void Types_OfTheTrainer_BelongToAStation() => Stations.RequireNone(Order.Homeless(Trainer));

    [Fact]
    public void Losses_KnowNothingOfTheTrainer() =>
        Stations.RequireNone(Order.Upward(TypeUses.Of(typeof(EmbeddingLoss).Assembly.Location)));

    /// <summary>A method of attribution asks a score, whatever gives it; only the adapter beside it knows a trained model.</summary>
    [Fact]
    public void Methods_OfAttribution_KnowNoModel() => Assert.DoesNotContain(Trainer, u =>
        u.From.StartsWith("DmlStudio.Trainer.Attributions.Methods.", StringComparison.Ordinal)
        && (u.To.StartsWith("DmlStudio.Trainer.Training.", StringComparison.Ordinal)
            || u.To.StartsWith("DmlStudio.Trainer.Encoders.", StringComparison.Ordinal)));

    /// <summary>The assembly of these tests holds two stations of which the lower uses the upper in every way there is.</summary>
    [Theory]
    [InlineData("InABody")]
    [InlineData("InASignature")]
    [InlineData("AsAnArgument")]
    [InlineData("AsAnAttribute")]
    [InlineData("AsABase")]
    [InlineData("InALambda")]
    [InlineData("InACatch")]
    public void Upward_PlantedUse_IsFound(string type)
    {
        const string Here = "DmlStudio.Tests.Trainer.Architecture.Planted.";
        var found = new Stations(Here, "Low", "High").Upward(TypeUses.Of(typeof(StationsTests).Assembly.Location));
        Assert.Contains(found, f => f.StartsWith($"{Here}Low.{type} uses {Here}High.", StringComparison.Ordinal)
            && f.EndsWith(": Low comes before High.", StringComparison.Ordinal));
    }

    [Fact]
    public void Upward_UseOfALowerStation_IsAllowed()
    {
        const string Here = "DmlStudio.Tests.Trainer.Architecture.Planted.";
        Assert.DoesNotContain(new Stations(Here, "Low", "High").Upward(TypeUses.Of(typeof(StationsTests).Assembly.Location)),
            f => f.StartsWith(Here + "High.", StringComparison.Ordinal));
    }
}
