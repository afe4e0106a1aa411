using System.Collections.Immutable;
using Millrace.Graphs.Live;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>What the demonstration shows at a moment. Immutable.</summary>
internal sealed record DemoView
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Since the first reading of this run.</summary>
    public required TimeSpan Running { get; init; }

    /// <summary>Readings taken in a second, over the last seconds.</summary>
    public required double Rate { get; init; }

    public required long LogRecords { get; init; }

    public required long LogBytes { get; init; }

    /// <summary>The wall clock less the highest event time; negative when a sensor's clock is ahead. Null before the first reading.</summary>
    public required TimeSpan? EventTimeLag { get; init; }

    public required PartitionStatus Partition { get; init; }

    public required long Windows { get; init; }

    public required long Matches { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Of one core, 0 to 1 for each, over the last seconds.</summary>
    public required double Cpu { get; init; }

    public required FeedStatus Feed { get; init; }

    public required Judgement Judgement { get; init; }

    /// <summary>The last matches, newest first.</summary>
    public required ImmutableArray<FoundFailure> Last { get; init; }

    /// <summary>What is wrong; empty when nothing is.</summary>
    public string Trouble => Feed.Trouble.Length > 0 ? Feed.Trouble : Partition.State == PartitionState.Running ? "" : $"{Partition.State}: {Partition.Reason}";

    /// <summary>The machine that is offline for the longest, with the readings that it keeps; null when none is.</summary>
    public (string Machine, TimeSpan Offline, long Readings, EventTime Back)? Offline(double readingsPerSecond)
    {
        var now = new EventTime(Now.ToUnixTimeMilliseconds());
        if (Feed.Outages is not [var outage, ..] || outage.From > now)
            return null;
        var offline = now - outage.From;
        return (outage.Machine, offline, (long)(offline.TotalSeconds * readingsPerSecond), outage.To);
    }
}
