using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>An episode as it stands in the readings.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Machine">On which machine.</param>
/// <param name="Spike">The first reading with vibration above 8.</param>
/// <param name="Rise">The first reading with temperature above 80; null when there is none.</param>
public sealed record PlantedEpisode(EpisodeKind Kind, string Machine, EventTime Spike, EventTime? Rise);
