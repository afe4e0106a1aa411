using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Pipelines;

namespace Millrace.Graphs.Live;

/// <summary>What one shard of a stage is made from.</summary>
/// <param name="Pipeline">The pipeline, loaded for this shard.</param>
/// <param name="Share">Which of the partition's keys it has.</param>
/// <param name="Actors">Where those of them are that are not in memory.</param>
/// <param name="Outputs">Where its outputs go.</param>
/// <param name="Rekeying">Where it routes readings for keys of other partitions; null when it does not.</param>
internal sealed record ShardSeed(PipelineDefinition Pipeline, RouteShare Share, IActorSource Actors, PartitionOutputs Outputs, RekeyWriters? Rekeying);
