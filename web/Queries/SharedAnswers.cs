using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Answers of queries, each worked out once for a look at the folder: pages that ask the same at the same time wait for one
/// answer, and when something was published all are forgotten with the look.</summary>
internal static class SharedAnswers
{
    /// <summary>Answers of a look that are kept at most: addresses differ in little, and a reader goes back and forth.</summary>
    private const int Most = 256;

    /// <summary>The same for answers that hold what they say of every text.</summary>
    private const int MostLarge = 8;

    private static readonly ConditionalWeakTable<IReadOnlyList<RunSummary>, Kept> Looks = [];

    private sealed class Kept
    {
        public Answers Small { get; } = new(Most);

        public Answers Large { get; } = new(MostLarge);
    }

    /// <summary>An answer.</summary>
    /// <param name="question">What is asked; equal questions have equal answers in one look.</param>
    /// <param name="answer">Works it out.</param>
    public static T Of<T>(RunStore store, object question, Func<T> answer) => Of(store, k => k.Small, question, answer);

    /// <summary>An answer that holds what it says of every text.</summary>
    /// <param name="question">What is asked; equal questions have equal answers in one look.</param>
    /// <param name="answer">Works it out.</param>
    public static T Large<T>(RunStore store, object question, Func<T> answer) => Of(store, k => k.Large, question, answer);

    private static T Of<T>(RunStore store, Func<Kept, Answers> where, object question, Func<T> answer)
    {
        // What was met damaged is read again at every question: it may have been put right.
        if (store.Damaged().Count > 0) { return answer(); }
        var kept = where(Looks.GetOrCreateValue(store.Runs()));
        var found = kept.Of((typeof(T), question), () => answer());
        if (store.Damaged().Count > 0) { kept.Clear(); }
        return (T)found!;
    }

    private sealed class Answers(int most)
    {
        private readonly ConcurrentDictionary<object, Lazy<object?>> _answers = new();

        public object? Of(object question, Func<object?> answer)
        {
            if (_answers.Count >= most && !_answers.ContainsKey(question)) { _answers.Clear(); }
            var place = _answers.GetOrAdd(question, _ => new Lazy<object?>(answer));
            try { return place.Value; }
            catch
            {
                _answers.TryRemove(new KeyValuePair<object, Lazy<object?>>(question, place));
                throw;
            }
        }

        public void Clear() => _answers.Clear();
    }
}
