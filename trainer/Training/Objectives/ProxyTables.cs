using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Proxies that live behind a head or a projection and cannot be drawn beside the texts: which are used, and
/// which have merged.</summary>
internal static class ProxyTables
{
    /// <summary>Most proxies whose cosines make a readable table.</summary>
    private const int MostCosines = 40;

    /// <summary>Tables <c>proxy-load</c> (training texts nearest to each proxy) and <c>proxy-cosine</c> of a member;
    /// none without proxies.</summary>
    /// <param name="context">The run.</param>
    /// <param name="model">The model after training.</param>
    /// <param name="member">The member.</param>
    /// <param name="map">From pooled rows [N, H] to the rows that its loss sees.</param>
    public static IReadOnlyList<TraceTable> Of(ObjectiveContext context, RunNetwork model, ObjectiveMember member,
        Func<Tensor, Tensor> map)
    {
        if (member.Term.Metric is not { } loss) { return []; }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var tables = new List<TraceTable>();
        foreach (var (parameter, name) in loss.Parameters.Zip(member.Term.MetricNames).Where(p => p.First.Proxies))
        {
            var rows = map(tensor(model.Reading.Sample(CancellationToken.None), device: model.Device).view(-1, model.Hidden)).cpu()
                .contiguous().data<float>().ToArray();
            var (size, proxies) = (parameter.Dimension, Vectors.Normalised(model.Parameters.Copy(name), parameter.Dimension));
            var count = parameter.Labels.Length;
            var several = count > parameter.Labels.Distinct().Count();
            string[] names = [.. parameter.Labels.Select((label, p) => context.Labels[label]
                + (several ? FormattableString.Invariant($" {parameter.Labels.Take(p).Count(l => l == label) + 1}") : ""))];
            float Cosine(ReadOnlySpan<float> row, int p) => (float)Vectors.Dot(row, proxies.AsSpan(p * size, size));
            var load = new float[count];
            foreach (var row in Vectors.Normalised(rows, size).Chunk(size))
            {
                load[Enumerable.Range(0, count).MaxBy(p => Cosine(row, p))]++;
            }
            tables.Add(new TraceTable("proxy-load/" + member.Name, names, ["nearest training texts"], load));
            if (count <= MostCosines)
            {
                tables.Add(new TraceTable("proxy-cosine/" + member.Name, names, names,
                    [.. Enumerable.Range(0, count * count).Select(i => Cosine(proxies.AsSpan(i / count * size, size), i % count))]));
            }
        }
        return tables;
    }
}
