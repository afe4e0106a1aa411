namespace Millrace.Actors.Kernel;

/// <summary>What a shard has counted since its beginning.</summary>
public record struct ShardStatistics
{
    /// <summary>Readings taken in, late ones included.</summary>
    public long Readings { get; set; }

    /// <summary>Control records that moved a watermark.</summary>
    public long Watermarks { get; set; }

    /// <summary>Records that could not be read or whose handler threw, once per table that could not handle them.</summary>
    public long DeadLetters { get; set; }

    /// <summary>Readings that came too late, once per table for which they did.</summary>
    public long Late { get; set; }
}
