namespace Millrace.Persistence.Sqlite;

/// <summary>How the SQLite store uses its file and its memory. The defaults suit one edge box.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long a call waits while another process writes, before it says that the database is locked. Default 5 s; 0 to 10 minutes.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Page cache of the one connection that writes, in bytes; a checkpoint that touches more goes to the disk in several writes. Default 64 MiB; 1 MiB to 16 GiB.</summary>
    public long WriterCacheBytes { get; init; } = 64L << 20;

    /// <summary>Page cache of each connection that reads (one a shard), in bytes, at most. Default 4 MiB; 64 KiB to 16 GiB.</summary>
    public long ReaderCacheBytes { get; init; } = 4L << 20;

    /// <summary>
    /// How much the write-ahead log holds before its pages are copied into the database, in bytes. More means fewer copies of pages that change again and again, and a longer
    /// pause when they are copied. Default 16 MiB; 1 MiB to 1 GiB.
    /// </summary>
    public long LogBytes { get; init; } = 16L << 20;

    /// <summary>How large the database may become, in bytes; a commit that needs more is refused as when the disk is full. Default and bound 16 TiB; at least 1 MiB.</summary>
    public long MaximumBytes { get; init; } = 16L << 40;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BusyTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BusyTimeout, TimeSpan.FromMinutes(10));
        Check(WriterCacheBytes, 1L << 20, 16L << 30);
        Check(ReaderCacheBytes, 64L << 10, 16L << 30);
        Check(LogBytes, 1L << 20, 1L << 30);
        Check(MaximumBytes, 1L << 20, 16L << 40);
    }

    private static void Check(long value, long least, long most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
    }
}
