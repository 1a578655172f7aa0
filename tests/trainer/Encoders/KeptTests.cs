using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

public class KeptTests
{
    /// <summary>Without held numbers this fails with "Unknown scalar type", or returns another value.</summary>
    [Fact]
    public void Products_WhileTheCollectorRuns_KeepTheirValues()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var x = ones(4);
            for (var i = 0; i < 5000; i++)
            {
                using var product = x.mul(Kept.N(i + 0.5)).mul_(Kept.N(2L)).clamp_min(Kept.N(0.25));
                Assert.Equal(2 * i + 1, product[0].item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
