using DmlStudio.Trainer.Losses;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

public class KeptTests
{
    /// <summary>Without held numbers this fails within seconds with "Unknown scalar type", or returns another value.</summary>
    [Fact]
    public void Losses_WhileTheCollectorRuns_KeepTheirValues()
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
            foreach (var choice in LossTable.All)
            {
                using var scope = NewDisposeScope();
                var loss = choice.Make(Activator.CreateInstance(choice.Settings)!, 2, 4);
                var x = tensor(Enumerable.Range(0, 24).Select(i => Math.Sin(i * i)).ToArray()).view(6, 4).requires_grad_();
                var labels = tensor(new long[] { 0, 1, 0, 1, 1, 0 });
                Tensor[] parameters = [.. loss.Parameters.Select(p => tensor(p.Initial(new Random(1)).Select(v => (double)v).ToArray()).view(p.Labels.Length, p.Dimension))];
                double Once()
                {
                    using var step = NewDisposeScope();
                    using var value = loss.Value(x, labels, parameters);
                    return value?.item<double>() ?? 0;
                }
                var first = Once();
                for (var i = 0; i < 600; i++) { Assert.Equal(first, Once()); }
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
