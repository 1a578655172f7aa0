using System.CommandLine;
using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Commands;

/// <summary><c>web share</c>: gives, lists and takes back the right to read from elsewhere.</summary>
internal static class ShareCommand
{
    private const int Days = 14;

    /// <summary>The command.</summary>
    /// <param name="output">Where tokens are told.</param>
    public static Command Make(TextWriter output) => new("share",
        "Gives, lists and takes back tokens: the right to read these runs from elsewhere, where the browser was started with --share.")
        { Create(output), List(output), Revoke(output) };

    private static Command Create(TextWriter output)
    {
        var store = StoreOption.Make();
        var days = new Option<string?>("--days")
        {
            Description = FormattableString.Invariant($"Days until it ends, 1 to {AccessTokens.MostDays} (default {Days})"),
        };
        var experiment = new Option<string?>("--experiment") { Description = "Shows the runs of this experiment alone" };
        var bare = new Option<bool>("--no-texts") { Description = "Hides the texts: every word is a black mark" };
        var url = new Option<string?>("--public-url")
        {
            Description = "Address of the browser, such as https://dml.example.org; makes a whole link",
        };
        var command = new Command("create", "Makes a token. It is told this once, and only its hash is kept.")
            { store, days, experiment, bare, url };
        command.SetAction(async (parsed, _) =>
        {
            var last = Count(parsed.GetValue(days));
            var runs = Runs(parsed.GetValue(store));
            Require(runs, parsed.GetValue(experiment));
            var (token, secret) = new AccessTokens(runs.Root).Create(parsed.GetValue(experiment), !parsed.GetValue(bare), last,
                TimeProvider.System.GetUtcNow());
            var link = AccessOptions.Url("--public-url", parsed.GetValue(url));
            await output.WriteLineAsync($"{link ?? "ADDRESS OF THE BROWSER"}/?{Gate.Parameter}={secret}");
            await output.WriteLineAsync($"Token {token.Id}: {Words(token)}. The link is told this once.");
            return 0;
        });
        return command;
    }

    private static Command List(TextWriter output)
    {
        var store = StoreOption.Make();
        var command = new Command("list", "Lists the tokens; their secrets are nowhere.") { store };
        command.SetAction(async (parsed, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var all = new AccessTokens(Runs(parsed.GetValue(store)).Root).All();
            foreach (var token in all)
            {
                var state = token.Revoked ? "revoked" : token.Holds(now) ? "holds" : "ended";
                await output.WriteLineAsync($"{token.Id}  {state}  {Words(token)}");
            }
            if (all.Count == 0) { await output.WriteLineAsync("There are no tokens. \"web share create\" makes one."); }
            return 0;
        });
        return command;
    }

    private static Command Revoke(TextWriter output)
    {
        var store = StoreOption.Make();
        var id = new Argument<string>("token") { Description = "Its name, as share list tells it" };
        var command = new Command("revoke", "Takes a token back; pages that are open with it end within a second.") { id, store };
        command.SetAction(async (parsed, _) =>
        {
            var name = parsed.GetValue(id)!;
            if (!new AccessTokens(StoreOption.Folder(parsed.GetValue(store))).Revoke(name))
            {
                throw new InvalidDataException($"There is no token \"{name}\" that could be revoked. \"web share list\" lists them.");
            }
            await output.WriteLineAsync($"Token {name} is revoked.");
            return 0;
        });
        return command;
    }

    // A token for a folder that was meant to be another lets nobody in, and nobody would know why.
    private static RunStore Runs(string? given)
    {
        var runs = RunStore.Open(StoreOption.Folder(given), tolerant: true);
        runs.RequireThere();
        return runs;
    }

    private static int Count(string? given) => given is null ? Days
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= AccessTokens.MostDays ? days
        : throw new InvalidDataException(FormattableString.Invariant(
            $"--days is \"{given}\"; expected a whole number from 1 to {AccessTokens.MostDays} (default {Days})."));

    private static string Words(AccessToken token) =>
        $"{(token.Experiment is { } experiment ? $"experiment {experiment}" : "all experiments")}, "
            + $"{(token.Texts ? "with texts" : "without texts")}, until {Num.Moment(token.Until)}";

    private static void Require(RunStore runs, string? experiment)
    {
        string[] known = [.. runs.Runs().Where(r => r.Status == RunStatus.Done).Select(r => r.Experiment).Distinct()
            .Order(StringComparer.Ordinal)];
        if (experiment is not null && !known.Contains(experiment))
        {
            throw new InvalidDataException($"There is no finished run of an experiment \"{experiment}\" in {runs.Root}; "
                + (known.Length == 0 ? "there are no finished runs at all." : $"expected one of {string.Join(", ", known)}."));
        }
    }
}
