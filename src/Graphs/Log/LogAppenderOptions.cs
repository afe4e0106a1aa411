namespace Millrace.Graphs.Log;

/// <summary>How requests to append are grouped.</summary>
public sealed record LogAppenderOptions
{
    /// <summary>How many bytes of requests wait or are being written at most, keys, values and 16 a record; one request alone may be larger. 64 MiB by default; 1 KiB to 512 MiB.</summary>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>How long records may wait to be brought to disk together with later ones; requests complete only then. Zero, the default: after each group. At most one minute.</summary>
    public TimeSpan SyncInterval { get; init; }

    /// <summary>What is wrong with the options, a line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (QueueBytes is < 1024 or > 512L << 20)
            errors.Add($"{nameof(QueueBytes)} is {QueueBytes}; it must be 1024 to {512L << 20} bytes");
        if (SyncInterval < TimeSpan.Zero || SyncInterval > TimeSpan.FromMinutes(1))
            errors.Add($"{nameof(SyncInterval)} is {SyncInterval}; it must be zero to one minute");
        return errors;
    }
}
