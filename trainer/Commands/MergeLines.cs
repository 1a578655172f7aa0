using DmlStudio.Store;

namespace DmlStudio.Trainer.Commands;

/// <summary>What <c>trainer runs merge</c> tells.</summary>
internal static class MergeLines
{
    /// <summary>Tells what a merge did.</summary>
    /// <param name="done">What it did.</param>
    /// <param name="from">The other runs folder.</param>
    /// <param name="reporter">Who is told.</param>
    public static void Tell(RunStore.MergeResult done, RunStore from, Reporter reporter)
    {
        RunsCommand.Tell(done.Damaged, reporter);
        foreach (var copy in done.Needless)
        {
            reporter.Tell("needless", $"{copy.Id}  {copy.Reason}", ("run", copy.Id), ("part", copy.Part), ("message", copy.Reason));
        }
        reporter.Tell("merged", string.Concat(Sentences(done, from)), ("runs", done.Copied), ("completed", done.Completed),
            ("different", done.Different), ("repaired", done.Repaired), ("damaged", done.Damaged.Count),
            ("needless", done.Needless.Count), ("unfinished", done.Unfinished), ("slices", done.Slices.Count));
    }

    private static IEnumerable<string> Sentences(RunStore.MergeResult done, RunStore from)
    {
        // "0 runs copied" alone looks like a merge that was done before.
        yield return from.HoldsRuns
            ? FormattableString.Invariant($"{done.Copied} runs copied, {done.Completed} that were here got what only the other copy had.")
            : $"{from.Root} holds no runs yet: 0 runs copied. Merge it again when the command that writes into it has made some.";
        if (done.Unfinished > 0)
        {
            yield return FormattableString.Invariant($" {done.Unfinished} are not finished there and were not copied; the command that ")
                + "made them goes on with them.";
        }
        if (done.Repaired > 0) { yield return FormattableString.Invariant($" {done.Repaired} that were damaged here are whole again."); }
        if (done.Damaged.Count > 0)
        {
            yield return FormattableString.Invariant(
                $" {done.Damaged.Count} damaged or held, named above; from a good copy the same command brings them.");
        }
        if (done.Different > 0)
        {
            yield return FormattableString.Invariant(
                $" {done.Different} that both have predict otherwise there, so nothing was taken from their copies.");
        }
        if (done.Slices.Count > 0)
        {
            yield return " Saved slices of the same name with another expression there stay as they are here: "
                + string.Join(", ", done.Slices) + ".";
        }
    }
}
