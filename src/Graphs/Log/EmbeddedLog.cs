using System.Collections.Immutable;
using System.Globalization;

namespace Millrace.Graphs.Log;

/// <summary>
/// A partitioned, append-only log in a folder: a durable source and outbox without another server. One process has it open. Any thread; each
/// partition takes one append at a time and any number of readers. See docs/log.md for the format and what is promised.
/// </summary>
public sealed class EmbeddedLog : IDisposable
{
    private const int MaxPartitions = 1024;
    private const int MaxNameLength = 249;
    private const string MarkPrefix = "partitions.";

    private readonly ILogFiles files;
    private readonly LogOptions options;
    private readonly TimeProvider clock;
    private readonly IDisposable held;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, LogTopic> topics = new(StringComparer.Ordinal);
    private ImmutableList<string> notices = [];
    private bool closed;

    private EmbeddedLog(ILogFiles files, LogOptions options, TimeProvider clock)
    {
        (this.files, this.options, this.clock) = (files, options, clock);
        held = files.Lock(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, since {clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}"));
    }

    /// <summary>What was mended, or found to be damaged, when the log was opened: a line each, for the operator.</summary>
    public IReadOnlyList<string> Notices => notices;

    /// <summary>The names of the topics, in ordinal order.</summary>
    public IReadOnlyList<string> Topics
    {
        get
        {
            lock (gate)
                return [.. topics.Keys];
        }
    }

    /// <summary>Opens the log in a folder, which is made if it is not there, and mends what a crash has left.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Layout and retention.</param>
    /// <param name="clock">Gives records their arrival times.</param>
    /// <exception cref="ArgumentException">The options have errors.</exception>
    /// <exception cref="LogLockedException">Another process has the log open.</exception>
    /// <exception cref="IOException">The folder cannot be read and written.</exception>
    public static EmbeddedLog Open(string folder, LogOptions options, TimeProvider clock) => Open(new DiskFiles(folder), options, clock);

    /// <summary>Opens the log in given files.</summary>
    /// <param name="files">Where the log is.</param>
    /// <param name="options">Layout and retention.</param>
    /// <param name="clock">Gives records their arrival times.</param>
    /// <exception cref="ArgumentException">The options have errors.</exception>
    /// <exception cref="LogLockedException">Another one has the log open.</exception>
    /// <exception cref="IOException">The files cannot be read and written.</exception>
    public static EmbeddedLog Open(ILogFiles files, LogOptions options, TimeProvider clock)
    {
        if (options.Errors() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join("; ", errors), nameof(options));
        var log = new EmbeddedLog(files, options, clock);
        var opened = false;
        try
        {
            foreach (var name in files.Folders("").Where(IsName).Order(StringComparer.Ordinal))
            {
                if (log.PartitionsOnDisk(name) is { } partitions)
                    log.topics.Add(name, log.Open(name, partitions));
            }

            opened = true;
            return log;
        }
        finally
        {
            if (!opened)
                log.held.Dispose();
        }
    }

    /// <summary>A topic, which is made if it is not there.</summary>
    /// <param name="name">Its name: 1 to 249 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, but not <c>.</c> or <c>..</c></param>
    /// <param name="partitions">How many partitions it has, 1 to 1024; null for as many as it has on disk, or 1 when it is new.</param>
    /// <exception cref="LogTopicException">The name is none, or the topic has another number of partitions.</exception>
    /// <exception cref="LogWriteException">The topic cannot be made.</exception>
    public LogTopic Topic(string name, int? partitions = null)
    {
        if (!IsName(name))
            throw new LogTopicException(name, $"a name has 1 to {MaxNameLength} letters, digits, dots, underscores and hyphens, and is not '.' or '..'");
        if (partitions is < 1 or > MaxPartitions)
            throw new LogTopicException(name, $"it cannot have {partitions} partitions; 1 to {MaxPartitions} are possible");
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (topics.TryGetValue(name, out var topic))
            {
                return partitions == null || partitions == topic.Partitions.Length ? topic : throw new LogTopicException(name,
                    $"it has {topic.Partitions.Length} partitions on disk, not {partitions}; records are spread over them by key, so the number stays. Use {topic.Partitions.Length}, or a new topic");
            }

            try
            {
                topic = Create(name, partitions ?? 1);
            }
            catch (IOException error)
            {
                throw new LogWriteException(name, "the topic cannot be made", error);
            }

            topics.Add(name, topic);
            return topic;
        }
    }

    /// <summary>Deletes the segments that <see cref="LogOptions.RetentionAge"/> and <see cref="LogOptions.RetentionBytes"/> no longer keep and nobody holds. To be called now and then.</summary>
    /// <returns>How many bytes were deleted.</returns>
    /// <exception cref="LogWriteException">A file cannot be deleted, or made; the log is in order and the next call goes on.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public long ApplyRetention()
    {
        if (options.RetentionAge == null && options.RetentionBytes == null)
            return 0;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return Partitions().Sum(partition => partition.ApplyRetention(now));
    }

    /// <summary>Brings everything to disk and closes the files. Readers must be disposed of by those who opened them.</summary>
    /// <exception cref="LogWriteException">Something is not on disk.</exception>
    public void Dispose()
    {
        LogWriteException? failure = null;
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
        }

        foreach (var partition in Partitions())
        {
            try
            {
                partition.Close();
            }
            catch (LogWriteException error)
            {
                failure ??= error;
            }
        }

        held.Dispose();
        if (failure != null)
            throw failure;
    }

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= MaxNameLength && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    private List<LogPartition> Partitions()
    {
        lock (gate)
            return [.. topics.Values.SelectMany(topic => topic.Partitions)];
    }

    /// <summary>The number is in the name of an empty file, which is there or not, never half written. It is made last: without it the topic was never used.</summary>
    private int? PartitionsOnDisk(string topic) => files.Files(topic)
        .Where(file => file.Name.StartsWith(MarkPrefix, StringComparison.Ordinal))
        .Select(file => int.TryParse(file.Name.AsSpan(MarkPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null)
        .FirstOrDefault();

    private LogTopic Create(string name, int partitions)
    {
        for (var i = 0; i < partitions; i++)
            files.CreateFolder(string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"));
        files.Open(string.Create(CultureInfo.InvariantCulture, $"{name}/{MarkPrefix}{partitions}"), create: true).Dispose();
        files.SyncFolder(name);
        return Open(name, partitions);
    }

    private LogTopic Open(string name, int partitions)
    {
        var found = new List<string>();
        var topic = new LogTopic(name, [.. Enumerable.Range(0, partitions).Select(i => new LogPartition(files, name, i, options, clock, found))]);
        notices = notices.AddRange(found.Distinct(StringComparer.Ordinal));
        return topic;
    }
}
