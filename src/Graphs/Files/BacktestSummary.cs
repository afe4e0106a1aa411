using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Graphs.Files;

/// <summary>What came of a backtest.</summary>
/// <param name="Statistics">What the shard counted.</param>
/// <param name="Outputs">Outputs written, by kind and name, in the order of their first appearance.</param>
/// <param name="BytesRead">Bytes of input.</param>
public sealed record BacktestSummary(ShardStatistics Statistics, ImmutableArray<OutputCount> Outputs, long BytesRead);
