using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

public class AdversarialPerturbationTests
{
    // Two texts of two tokens and two numbers; the second text ends with padding.
    private static readonly double[] Slopes = [3, 0, 0, 4, 0, -2, 7, 7];
    private static readonly long[] Tokens = [1, 1, 1, 0];

    [Fact]
    public void Fgm_StepOfAText_HasLengthEpsilonAndLeavesPaddingAlone()
    {
        using var scope = NewDisposeScope();
        var step = AdversarialPerturbation.Of(tensor(Slopes).view(2, 2, 2), tensor(Tokens).view(2, 2), PerturbationMode.Fgm, 0.5);
        Assert.Equal([0.3, 0, 0, 0.4, 0, -0.5, 0, 0], step.data<double>().ToArray().Select(x => Math.Round(x, 9)));
    }

    [Fact]
    public void Fgsm_EveryNumber_MovesByEpsilonAlongItsSign()
    {
        using var scope = NewDisposeScope();
        var step = AdversarialPerturbation.Of(tensor(Slopes).view(2, 2, 2), tensor(Tokens).view(2, 2), PerturbationMode.Fgsm, 0.5);
        Assert.Equal([0.5, 0, 0, 0.5, 0, -0.5, 0, 0], step.data<double>().ToArray());
    }

    [Fact]
    public void Fgm_NoGradient_IsNoStep()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, AdversarialPerturbation.Of(zeros(1, 3, 2), ones(1, 3, ScalarType.Int64), PerturbationMode.Fgm, 1).abs().max()
            .item<float>());
    }

    [Fact]
    public void Size_Relative_CountsInMeanLengthsOfRealTokens()
    {
        using var scope = NewDisposeScope();
        var (embedded, mask) = (tensor(Slopes).view(2, 2, 2), tensor(Tokens).view(2, 2));
        Assert.Equal(0.1 * (3 + 4 + 2) / 3, AdversarialPerturbation.Size(0.1, true, embedded, mask), 1e-12);
        Assert.Equal(0.1, AdversarialPerturbation.Size(0.1, false, embedded, mask));
    }

}
