using System.Collections.Immutable;

namespace Millrace.Graphs.Log;

/// <summary>A topic of an embedded log: a fixed number of partitions. Any thread.</summary>
public sealed class LogTopic
{
    internal LogTopic(string name, ImmutableArray<LogPartition> partitions) => (Name, Partitions) = (name, partitions);

    /// <summary>Its name: 1 to 249 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public string Name { get; }

    /// <summary>Its partitions, by number.</summary>
    public ImmutableArray<LogPartition> Partitions { get; }
}
