using System.Collections.Immutable;
using Millrace.Graphs.Factory;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>How the simulated factory stands. Immutable.</summary>
internal sealed record FeedStatus
{
    /// <summary>Readings appended in this run.</summary>
    public long Readings { get; init; }

    /// <summary>The machines that are offline.</summary>
    public ImmutableArray<FactoryOutage> Outages { get; init; } = [];

    /// <summary>The outage that ended last and how many readings came with it; null when there was none.</summary>
    public FactoryOutage? LastOutage { get; init; }

    /// <summary>When the factory was connected first; matches of before are not judged.</summary>
    public EventTime Since { get; init; }

    /// <summary>The episodes that are in the log.</summary>
    public IReadOnlyList<PlantedEpisode> Planted { get; init; } = [];

    /// <summary>Those of them that must have been found by now.</summary>
    public IReadOnlyList<PlantedEpisode> Due { get; init; } = [];

    /// <summary>What keeps it from appending, for a person; empty when nothing does.</summary>
    public string Trouble { get; init; } = "";
}
