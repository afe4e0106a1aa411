using System.Collections.Immutable;
using Millrace.Graphs.Live;

namespace Millrace.Host.Configuration;

/// <summary>One option: its name in the file, its bound, what it means. Immutable.</summary>
/// <param name="Path">Its name: group, dot, key.</param>
/// <param name="Form">How its values are written.</param>
/// <param name="Bound">What values it takes, for people.</param>
/// <param name="Meaning">What it does, one or more sentences.</param>
/// <param name="Get">Its value as text; null for none.</param>
/// <param name="Set">The options with another value, given as text; null when that is no value for it.</param>
public sealed record ServiceOption(string Path, OptionForm Form, string Bound, string Meaning, Func<ServiceOptions, string?> Get, Func<ServiceOptions, string?, ServiceOptions?> Set)
{
    /// <summary>All options, by group, in the order in which they are shown.</summary>
    public static ImmutableArray<ServiceOption> All { get; } =
    [
        OptionForm.Count("log.partitions", 1, 1024, "Partitions of the source topic when it is made; later the number stands. More let more cores work.",
            o => o.LogPartitions, (o, v) => o with { LogPartitions = v }),
        OptionForm.Size("log.segmentBytes", 4L << 10, 1L << 30, "Bytes after which a partition of the log goes on in a new file, the unit in which old readings are deleted.",
            o => o.LogSegmentBytes, (o, v) => o with { LogSegmentBytes = v!.Value }),
        OptionForm.Duration("log.retentionAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500), "How long readings and outputs are kept at least; null keeps them for ever.",
            o => o.LogRetentionAge, (o, v) => o with { LogRetentionAge = v }, canBeNone: true),
        OptionForm.Size("log.retentionBytes", 4L << 10, 1L << 50, "Bytes that each partition of the log keeps at least, not below log.segmentBytes; null for no bound. What is not processed or delivered yet stays in any case.",
            o => o.LogRetentionBytes, (o, v) => o with { LogRetentionBytes = v }, canBeNone: true),
        OptionForm.Duration("log.syncInterval", TimeSpan.Zero, TimeSpan.FromMinutes(1), "How long readings may wait to be brought to disk together. A request is answered only once they are on disk, so more means a longer wait and fewer syncs.",
            o => o.LogSyncInterval, (o, v) => o with { LogSyncInterval = v!.Value }),
        OptionForm.Size("log.queueBytes", 1L << 20, 1L << 30, "Bytes of readings that wait to be appended; when it is full, requests are answered 429.",
            o => o.LogQueueBytes, (o, v) => o with { LogQueueBytes = v!.Value }),

        OptionForm.Count("graph.shardsPerPartition", 1, 64, "Shards that share the keys of a partition, each on a thread of its own. May differ from run to run.",
            o => o.ShardsPerPartition, (o, v) => o with { ShardsPerPartition = v }),
        OptionForm.Size("graph.fetchBytes", 4L << 10, 16L << 20, "Bytes that are read from the log at a time, for each partition.",
            o => o.FetchBytes, (o, v) => o with { FetchBytes = v!.Value }),
        OptionForm.Size("graph.mailboxBytes", 64L << 10, 1L << 30, "Bytes of decoded readings that wait for the shards, for each partition.",
            o => o.MailboxBytes, (o, v) => o with { MailboxBytes = v!.Value }),

        OptionForm.Duration("checkpoints.interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), "Time between two checkpoints. Under exactlyOnce outputs wait for the next one.",
            o => o.CheckpointInterval, (o, v) => o with { CheckpointInterval = v!.Value }),

        OptionForm.Choice("delivery.mode", "When outputs are let out: with the checkpoint that makes them certain, or at once and after a crash perhaps again.",
            o => o.DeliveryMode, (o, v) => o with { DeliveryMode = v }, ("exactlyOnce", Delivery.ExactlyOnce), ("atLeastOnce", Delivery.AtLeastOnce)),
        OptionForm.Size("delivery.backlogBytes", 1L << 20, 1L << 40, "Bytes of outputs, on disk, that sinks have not delivered yet; beyond it the partition waits.",
            o => o.BacklogBytes, (o, v) => o with { BacklogBytes = v!.Value }),

        OptionForm.Size("memory.stateBytes", 1L << 20, 1L << 40, "About the most bytes of actors' state in memory, for each partition; the least recently used go back to the store. Null for no bound.",
            o => o.StateBytes, (o, v) => o with { StateBytes = v }, canBeNone: true),
        OptionForm.Flag("memory.loadAtStart", "Whether all state is loaded before the first reading; else each actor comes with its first reading or timer.",
            o => o.LoadAtStart, (o, v) => o with { LoadAtStart = v }),

        OptionForm.Text("http.urls", "one or more addresses, separated by ;", "Where the HTTP interface listens. Port 0 takes a free one.",
            o => o.HttpUrls, (o, v) => v is null ? null : o with { HttpUrls = v }),
        OptionForm.Text("http.token", "a text without blanks, or null", "A secret that every request but /health carries: Authorization: Bearer TOKEN. Better given by the environment.",
            o => o.HttpToken, (o, v) => v?.Any(c => c is <= ' ' or > '~') == true || v == "" ? null : o with { HttpToken = v }),
        OptionForm.Size("http.bodyBytes", 1L << 10, 16L << 20, "The largest body of a request; a larger one is answered 413.",
            o => o.BodyBytes, (o, v) => o with { BodyBytes = v!.Value }),
        OptionForm.Size("http.recordBytes", 64, 16L << 20, "The longest reading.",
            o => o.RecordBytes, (o, v) => o with { RecordBytes = v!.Value }),
        OptionForm.Size("http.requestBytes", 16L << 20, 4L << 30, "Bytes of bodies that are being read and appended at a time; beyond it requests are answered 429. Memory is about three times that.",
            o => o.RequestBytes, (o, v) => o with { RequestBytes = v!.Value }),
        OptionForm.Count("http.eventClients", 0, 1000, "Clients of /api/v1/events at a time; more are answered 503.",
            o => o.EventClients, (o, v) => o with { EventClients = v }),

        OptionForm.Duration("shutdown.timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How long a shutdown may take: finish requests, write the last checkpoint, let sinks deliver.",
            o => o.ShutdownTimeout, (o, v) => o with { ShutdownTimeout = v!.Value }),

        OptionForm.Choice("logging.format", "How log lines are written, to standard error.",
            o => o.LogFormat, (o, v) => o with { LogFormat = v }, ("text", LogFormat.Text), ("json", LogFormat.Json)),
        OptionForm.Choice("logging.level", "The least important lines that are written.",
            o => o.LogLevel, (o, v) => o with { LogLevel = v }, ("information", LiveEventLevel.Information), ("warning", LiveEventLevel.Warning), ("error", LiveEventLevel.Error)),
    ];

    /// <summary>The group that it stands in.</summary>
    public string Group => Path[..Path.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Its name within the group.</summary>
    public string Key => Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The environment variable that sets it: <c>MILLRACE_</c>, the path in capitals, two underscores for the dot.</summary>
    public string Variable => ServiceConfiguration.Prefix + Path.ToUpperInvariant().Replace(".", "__", StringComparison.Ordinal);

    /// <summary>Its default as text; null for none.</summary>
    public string? Default => Get(new ServiceOptions());
}
