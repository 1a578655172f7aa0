using DmlStudio.Trainer.Tokenizers;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Distillation;

/// <summary>The token-state term of a distillation: how far the student's state of each word is from the teacher's.</summary>
/// <param name="teacher">The teacher's states.</param>
/// <param name="texts">The texts.</param>
/// <param name="tokens">The student's tokens of them.</param>
internal sealed class WordTerm(TeacherStates teacher, IReadOnlyList<string> texts, IReadOnlyList<TokenizedText> tokens, Device device)
{
    /// <summary>Mean of 1 − cosine over the words that both see.</summary>
    /// <param name="batch">Positions of the texts, B of them.</param>
    /// <param name="states">The student's states, [B, T, H].</param>
    /// <param name="projection">To the teacher's size, [D, H].</param>
    /// <returns>A scalar, or null when no word is left.</returns>
    public Tensor? Value(int[] batch, Tensor states, Tensor projection)
    {
        using var scope = NewDisposeScope();
        int width = (int)states.shape[1], size = (int)projection.shape[0];
        var parts = batch.Select(i => (Shares: TeacherStates.Shares(texts[i], tokens[i], width), States: teacher.Of(i))).ToArray();
        var most = parts.Max(p => p.States.Length / size);
        if (most == 0) { return null; }
        float[] shares = new float[batch.Length * most * width], target = new float[batch.Length * most * size],
            seen = new float[batch.Length * most];
        for (var b = 0; b < batch.Length; b++)
        {
            parts[b].Shares.CopyTo(shares, b * most * width);
            for (var i = 0; i < parts[b].States.Length; i++) { target[b * most * size + i] = (float)parts[b].States[i]; }
            for (var w = 0; w < parts[b].States.Length / size; w++)
            {
                var both = parts[b].Shares.AsSpan(w * width, width).ContainsAnyExcept(0f)
                    && target.AsSpan((b * most + w) * size, size).ContainsAnyExcept(0f);
                seen[b * most + w] = both ? 1 : 0;
            }
        }
        if (!seen.Contains(1)) { return null; }
        var means = tensor(shares, device: device).view(batch.Length, most, width).bmm(states);                          // [B, W, H]
        // [B, W, D]
        Tensor own = Unit(means.matmul(projection.t())), theirs = Unit(tensor(target, device: device).view(batch.Length, most, size));
        var weight = tensor(seen, device: device).view(batch.Length, most);
        var gap = (own * theirs).sum(2).From(1);
        return ((gap * weight).sum() / weight.sum()).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor rows) => rows / rows.Squared().sum(-1, keepdim: true).clamp_min(N(1e-12)).sqrt();
}
