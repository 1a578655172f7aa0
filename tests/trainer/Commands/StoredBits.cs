using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>What runs hold, to be compared to the last bit.</summary>
internal static class StoredBits
{
    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Two folders hold the same runs with the same bits.</summary>
    public static void Same(string one, string other)
    {
        RunStore a = RunStore.Open(one), b = RunStore.Open(other);
        Assert.Equal(a.Runs().Select(r => r.Id).Order(), b.Runs().Select(r => r.Id).Order());
        foreach (var run in a.Runs()) { Assert.Equal(Of(a, run.Id), Of(b, run.Id)); }
    }

    /// <summary>Everything that training, evaluation and explanation computed, to the last bit; not the times.</summary>
    public static string Of(RunStore store, string id)
    {
        var details = store.Details(id)!;
        var all = new
        {
            details.Settings,
            details.Curve,
            details.Predictions,
            details.Space,
            details.Proxies,
            store.Run(id)!.Metrics,
            Explained = store.ExplainedTexts(id).Select(t => store.Explanations(id, t))
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(all, Json)));
    }
}
