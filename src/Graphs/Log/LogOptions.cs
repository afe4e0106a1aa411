using System.Globalization;

namespace Millrace.Graphs.Log;

/// <summary>How the partitions of an embedded log are laid out on disk and how long their records are kept. The same for all topics of one log; may differ from run to run.</summary>
public sealed record LogOptions
{
    /// <summary>The largest <see cref="SegmentBytes"/>: positions within a segment are 32 bits on disk, and one append may go over the bound.</summary>
    public const long MaxSegmentBytes = 1L << 30;

    /// <summary>Bytes after which a partition goes on in a new file; a file is larger only when one append is. The unit of retention. 128 MiB by default; 4 KiB to 1 GiB.</summary>
    public long SegmentBytes { get; init; } = 128L << 20;

    /// <summary>How long records are kept at least, by their arrival; they go segment by segment. Null, the default: for ever. At least one second.</summary>
    public TimeSpan? RetentionAge { get; init; }

    /// <summary>How many bytes of records a partition keeps at least when it deletes the oldest segments; it holds up to one segment more. Null, the default: no bound. At least <see cref="SegmentBytes"/>.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>One entry of the sparse index for about this many bytes: what is skipped at most to find an offset or a time. 64 KiB by default; 1 KiB to 64 MiB.</summary>
    public int IndexEveryBytes { get; init; } = 64 << 10;

    /// <summary>What is wrong with the options, a line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        Check(nameof(SegmentBytes), SegmentBytes, 4 << 10, MaxSegmentBytes);
        Check(nameof(IndexEveryBytes), IndexEveryBytes, 1 << 10, 64 << 20);
        if (RetentionAge < TimeSpan.FromSeconds(1))
            errors.Add($"{nameof(RetentionAge)} is {RetentionAge}; it must be at least one second, or none to keep records for ever");
        if (RetentionBytes < SegmentBytes)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(RetentionBytes)} is {RetentionBytes}; it must be at least {nameof(SegmentBytes)} ({SegmentBytes}), since whole segments are deleted, or none for no bound"));
        return errors;

        void Check(string name, long value, long least, long most)
        {
            if (value < least || value > most)
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {least} to {most} bytes"));
        }
    }
}
