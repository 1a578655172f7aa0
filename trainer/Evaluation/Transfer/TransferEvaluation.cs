using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>Judges one frozen encoder by the tasks of a suite, publishing after each; tasks that were judged before are
/// left alone.</summary>
internal sealed class TransferEvaluation
{
    /// <summary>Changes when the same settings would give other numbers.</summary>
    private const string Revision = "1";

    private readonly TransferStore _store;
    private readonly DataFolders _folders;
    private readonly TransferSettings _settings;
    private readonly FrozenTexts _embed;
    private readonly TimeProvider _clock;

    /// <param name="store">Where results are published.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="encoder">Who is judged: names, checksum, pooling, size and command; id and settings are filled in here.</param>
    /// <param name="embed">The frozen encoder.</param>
    public TransferEvaluation(TransferStore store, DataFolders folders, TransferSettings settings, TransferResult encoder,
        FrozenTexts embed, TimeProvider clock)
    {
        (_store, _folders, _settings, _embed, _clock) = (store, folders, settings, embed, clock);
        SettingValue[] values = [.. SettingInfo.Of(typeof(TransferSettings))
            .Select(s => new SettingValue("transfer", s.Name, s.Name == "pooling" ? encoder.Pooling : s.ValueIn(settings), s.Default))];
        var text = string.Join('\n', [Revision, encoder.Checksum, encoder.Run, .. values.Select(v => $"{v.Name}={v.Value}")]);
        var id = "t-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        var before = Before(store, id);
        Result = encoder with { Id = id, Settings = values, Scores = before?.Scores ?? [], HeardAt = before?.HeardAt ?? 0 };
    }

    // Taken for missing, it would be judged for hours, and what the file may still hold would be overwritten.
    private static TransferResult? Before(TransferStore store, string id)
    {
        try { return store.Find(id); }
        catch (StoreDataException e)
        {
            throw new StoreDataException($"The earlier result of this encoder cannot be gone on with: {e.Message} \"trainer runs merge "
                + "FOLDER\" repairs it from a good copy; delete the file, and the same command judges every task again.", e);
        }
    }

    /// <summary>What is known so far.</summary>
    public TransferResult Result { get; private set; }

    /// <summary>Refuses tasks of which none can be judged, and none was before.</summary>
    /// <exception cref="InvalidDataException">So it is.</exception>
    public void Require(IReadOnlyList<TransferTask> tasks)
    {
        if (tasks.Any(t => IsThere(t) || Result.Scores.Any(s => s.Task == t.Key))) { return; }
        string[] needed = [.. tasks.Select(t => t.Needs).Distinct()];
        throw new InvalidDataException($"No task can be judged: {string.Join(", ", needed)} {(needed.Length == 1 ? "is" : "are")} not "
            + $"below the data folder {_folders.Data}. Name the folder that holds them with --data or DMLSTUDIO_DATA, or choose other "
                + "--tasks.");
    }

    /// <summary>Judges tasks. One whose data is not there is noted as absent, unless that is so of all of them.</summary>
    /// <param name="progress">Told the task and the share of it that is done.</param>
    /// <param name="done">Told each score, and whether it was there before.</param>
    /// <param name="interrupt">Stops; the scores so far are published.</param>
    /// <exception cref="InvalidDataException">The data of no task is there, and nothing was judged before.</exception>
    public void Run(IReadOnlyList<TransferTask> tasks, Action<TransferTask, double> progress, Action<TransferScore, bool> done,
        CancellationToken interrupt)
    {
        Require(tasks);
        foreach (var task in tasks)
        {
            if (Result.Scores.FirstOrDefault(s => s.Task == task.Key) is { } known) { done(known, true); continue; }
            interrupt.ThrowIfCancellationRequested();
            if (!IsThere(task))
            {
                Absent(task, $"needs the folder {task.Needs} below the data folder, which is not there");
                continue;
            }
            progress(task, 0);
            var start = Stopwatch.GetTimestamp();
            var score = task.Judge(new TransferTask.Input(task, _folders, _embed, Result.Size, _settings, share => progress(task, share),
                interrupt)) with
            {
                Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            };
            var order = TransferTasks.All.Select(t => t.Key).ToList();
            Publish(Result with
            {
                Scores = [.. Result.Scores.Append(score).OrderBy(s => order.IndexOf(s.Task))],
                Absent = [.. Result.Absent.Where(a => a.Task != task.Key)]
            });
            done(score, false);
        }
    }

    private bool IsThere(TransferTask task) => Directory.Exists(Path.Combine(_folders.Data, task.Needs));

    private void Absent(TransferTask task, string why)
    {
        if (Result.Absent.All(a => a.Task != task.Key))
        {
            Publish(Result with { Absent = [.. Result.Absent, new TransferAbsence(task.Key, task.Title, task.Suite, why)] });
        }
    }

    private void Publish(TransferResult result)
    {
        Result = result with { HeardAt = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        _store.Publish(Result);
    }
}
