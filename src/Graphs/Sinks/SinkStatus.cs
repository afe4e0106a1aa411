namespace Millrace.Graphs.Sinks;

/// <summary>Where a sink stands. Immutable.</summary>
public sealed record SinkStatus
{
    /// <summary>The sink's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required SinkState State { get; init; }

    /// <summary>The records delivered in this run.</summary>
    public required long Delivered { get; init; }

    /// <summary>The records in the log that it has not delivered yet, those that wait for a checkpoint included.</summary>
    public required long BacklogRecords { get; init; }

    /// <summary>About how many bytes of the log these take.</summary>
    public required long BacklogBytes { get; init; }

    /// <summary>The failures of this run.</summary>
    public required long Failures { get; init; }

    /// <summary>Records that retention had removed before this run could deliver them; 0 unless the sink is new or was away while the log was trimmed by hand.</summary>
    public required long Missed { get; init; }

    /// <summary>The last failure, for a person; empty when there was none since everything was delivered.</summary>
    public string LastError { get; init; } = "";

    /// <summary>When what waits after a failure is tried again; null when nothing waits.</summary>
    public DateTimeOffset? NextTry { get; init; }
}
