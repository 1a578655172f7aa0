namespace DmlStudio.WebSpeed;

/// <summary>The table of figures, with target and verdict.</summary>
internal static class Verdict
{
    private const double Exponent = 0.2;

    /// <summary>Prints figures of several sizes.</summary>
    /// <param name="files">What <see cref="Figures.Write"/> kept.</param>
    /// <returns>0 when every target is met, else 1.</returns>
    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        Figures[] all = [.. files.Select(Figures.Read).OrderBy(f => f.Runs)];
        output.WriteLine("p95 of 80 warm answers in ms for each number of runs; with the most runs: first answer, processor time of the "
            + "server for one answer (ms), size before and after compression (KB). Growth is the exponent of the processor time from "
            + "1,000 to 10,000 runs.");
        output.WriteLine("Share of a processor when nobody asks: " + string.Join(", ", all.Select(f => FormattableString.Invariant(
            $"{f.Runs:N0} runs {100 * f.Idle:0.0} %"))) + $". Load of the machine: {Load()}.");
        output.WriteLine($"{"address",-58}{string.Concat(all.Select(f => FormattableString.Invariant($"{f.Runs,9:N0}")))}"
            + $"{"target",8}{"first",8}{"proc.",8}{"KB",8}{"sent",7}{"growth",8}  verdict");
        var missed = 0;
        foreach (var address in Address.All())
        {
            Asked? Of(int runs) => all.FirstOrDefault(f => f.Runs == runs)?.Asked.FirstOrDefault(a => a.Name == address.Name);
            var most = all[^1].Asked.First(a => a.Name == address.Name);
            var growth = Of(1000) is { } less && Of(10_000) is { } more ? Math.Log10(more.Processor / less.Processor) : double.NaN;
            string[] faults = [.. Faults(address, most, growth)];
            missed += faults.Length > 0 ? 1 : 0;
            var times = string.Concat(all.Select(f => FormattableString.Invariant(
                $"{f.Asked.First(a => a.Name == address.Name).P95,9:0.0}")));
            output.WriteLine(FormattableString.Invariant($"{address.Name,-58}{times}{address.Milliseconds,8:0}{most.First,8:0}")
                + FormattableString.Invariant($"{most.Processor,8:0.0}")
                + FormattableString.Invariant($"{most.Bytes / 1000.0,8:0}{most.Sent / 1000.0,7:0}{growth,8:0.00}")
                + $"  {(faults.Length == 0 ? "met" : "MISSED: " + string.Join(", ", faults))}");
        }
        var slow = all[^1].Crowd.P95 > Crowd.Milliseconds;
        output.WriteLine(FormattableString.Invariant($"{Crowd.Many} readers at once, going from page to page: p95 ") + string.Join(", ",
            all.Select(f => FormattableString.Invariant($"{f.Runs:N0} runs {f.Crowd.P95:0} ms ({f.Crowd.PerSecond:0} pages/s)")))
            + FormattableString.Invariant($", target {Crowd.Milliseconds:0} ms: {(slow ? "MISSED" : "met")}. ")
            + "Readers and browser share the machine.");
        // A small folder is looked at otherwise than a large one: each size counts.
        string[] late = [.. all.SelectMany(f => (f.Pages?.Faults() ?? ["not measured"]).Select(fault => FormattableString.Invariant(
            $"{fault} ({f.Runs:N0} runs)")))];
        foreach (var figures in all) { if (figures.Pages is { } pages) { output.WriteLine(Open(figures.Runs, pages)); } }
        output.WriteLine(FormattableString.Invariant($"Targets of open pages: p95 {OpenPages.Milliseconds:0} ms, ")
            + FormattableString.Invariant($"{OpenPages.Megabytes:0} MB a page, drawn only when something was published, gone when closed: ")
            + (late.Length == 0 ? "met." : $"MISSED: {string.Join(", ", late)}."));
        output.WriteLine(FormattableString.Invariant($"{missed} of {Address.All().Count} addresses miss a target")
            + $"{(slow ? "; readers at once miss theirs" : "")}{(late.Length > 0 ? "; open pages miss theirs" : "")}.");
        return missed == 0 && !slow && late.Length == 0 ? 0 : 1;
    }

    private static string Open(int runs, OpenPages pages) => FormattableString.Invariant(
            $"{pages.Pages} open Results pages, {runs:N0} runs, a run more every {pages.Every:0.0} s: shown after {pages.Median:0} ms ")
        + FormattableString.Invariant($"(median), {pages.P95:0} (p95), {pages.Slowest:0} (slowest), {pages.Unseen} not shown, ")
        + FormattableString.Invariant($"{pages.Drawings:0.0} drawings a publication; ")
        + FormattableString.Invariant($"{100 * pages.Busy:0} % of a processor meanwhile, {100 * pages.Idle:0} % when nothing is published ")
        + FormattableString.Invariant($"({pages.Unasked} drawings then); ")
        + FormattableString.Invariant($"{pages.PerPage:0.0} MB a page (alive: {pages.Before / 1e6:0} MB before, ")
        + FormattableString.Invariant($"{pages.Opened / 1e6:0} open, {pages.Held / 1e6:0} after the publications, ")
        + FormattableString.Invariant($"{pages.After / 1e6:0} closed; {pages.Taken / 1e6:0} MB more taken of the machine), ")
        + FormattableString.Invariant($"{pages.Kept} circuits kept.");

    // Beside other work the times are those of the machine.
    private static string Load() => File.Exists("/proc/loadavg")
        ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) + FormattableString.Invariant(
            $" on {Environment.ProcessorCount} cores")
        : "not known";

    private static IEnumerable<string> Faults(Address address, Asked asked, double growth)
    {
        if (asked.P95 > address.Milliseconds) { yield return "time"; }
        if (asked.First > 1000) { yield return "first answer above 1 s"; }
        if (asked.Bytes > address.Kilobytes * 1000) { yield return "size"; }
        // Below a few milliseconds the exponent is that of chance.
        if (!address.Grows && growth > Exponent && asked.Processor > 10) { yield return "growth"; }
    }
}
