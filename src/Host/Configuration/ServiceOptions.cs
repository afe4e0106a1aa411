using Millrace.Graphs.Live;

namespace Millrace.Host.Configuration;

/// <summary>Every option of the service. The defaults are here; names, bounds and words are in <see cref="ServiceOption.All"/>. Immutable.</summary>
public sealed record ServiceOptions
{
    /// <summary>Partitions of a source topic that does not exist yet; 1 to 1024, default 1.</summary>
    public int LogPartitions { get; init; } = 1;

    /// <summary>Bytes of a segment of the log; 4 KiB to 1 GiB, default 128 MiB.</summary>
    public long LogSegmentBytes { get; init; } = 128L << 20;

    /// <summary>How long records are kept; at least 1 s, null (the default) for ever.</summary>
    public TimeSpan? LogRetentionAge { get; init; }

    /// <summary>Bytes that a partition keeps; at least 4 KiB, null (the default) for no bound.</summary>
    public long? LogRetentionBytes { get; init; }

    /// <summary>How long readings may wait to be brought to disk together; 0 to 1 min, default 0: at once.</summary>
    public TimeSpan LogSyncInterval { get; init; }

    /// <summary>Bytes of readings that wait to be appended; 1 MiB to 1 GiB, default 64 MiB.</summary>
    public long LogQueueBytes { get; init; } = 64L << 20;

    /// <summary>Shards that share the keys of a partition; 1 to 64, default 1.</summary>
    public int ShardsPerPartition { get; init; } = 1;

    /// <summary>Bytes that are read from the log at a time; 4 KiB to 16 MiB, default 512 KiB.</summary>
    public long FetchBytes { get; init; } = 512L << 10;

    /// <summary>Bytes of decoded readings that wait for the shards of a partition; 64 KiB to 1 GiB, default 4 MiB.</summary>
    public long MailboxBytes { get; init; } = 4L << 20;

    /// <summary>Time between two checkpoints; 10 ms to 1 h, default 1 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When outputs are let out; default exactly once.</summary>
    public Delivery DeliveryMode { get; init; } = Delivery.ExactlyOnce;

    /// <summary>Bytes of outputs that sinks have not delivered; 1 MiB to 1 TiB, default 256 MiB.</summary>
    public long BacklogBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of actors' state in memory, for each partition; at least 1 MiB, null (the default) for no bound.</summary>
    public long? StateBytes { get; init; }

    /// <summary>Whether all state is loaded before the first reading; default no.</summary>
    public bool LoadAtStart { get; init; }

    /// <summary>Where the HTTP interface listens; default <c>http://127.0.0.1:8080</c>.</summary>
    public string HttpUrls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The token that requests must carry; null (the default) for none. A secret.</summary>
    public string? HttpToken { get; init; }

    /// <summary>The largest body of a request; 1 KiB to 16 MiB, default 16 MiB.</summary>
    public long BodyBytes { get; init; } = 16L << 20;

    /// <summary>The longest reading; 64 bytes to 16 MiB, default 1 MiB.</summary>
    public long RecordBytes { get; init; } = 1L << 20;

    /// <summary>Bytes of bodies that are being read and appended at a time; 16 MiB to 4 GiB, default 128 MiB.</summary>
    public long RequestBytes { get; init; } = 128L << 20;

    /// <summary>Clients of the event stream at a time; 0 to 1000, default 32.</summary>
    public int EventClients { get; init; } = 32;

    /// <summary>How long a shutdown may take; 1 s to 10 min, default 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How log lines are written; default text.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>The least important lines that are written; default information.</summary>
    public LiveEventLevel LogLevel { get; init; } = LiveEventLevel.Information;

    /// <summary>As the graph takes them.</summary>
    public LiveOptions ToLiveOptions() => new()
    {
        Delivery = DeliveryMode,
        CheckpointInterval = CheckpointInterval,
        ShardsPerPartition = ShardsPerPartition,
        LoadAtStart = LoadAtStart,
        StateBytes = StateBytes,
        FetchBytes = (int)FetchBytes,
        MailboxBytes = (int)MailboxBytes,
        BacklogBytes = BacklogBytes,
    };
}
