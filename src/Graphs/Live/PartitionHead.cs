using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>What a checkpoint says of a partition besides its actors. Format 1: next offset, highest event time, counters, ends of the outputs, then the clocks and tables as a shard writes them.</summary>
internal sealed record PartitionHead
{
    private const byte Format = 1;

    /// <summary>The next offset of the source.</summary>
    public long Offset { get; init; }

    public long HighestTime { get; init; } = long.MinValue;

    public ShardStatistics Statistics { get; init; }

    /// <summary>The committed end of each output.</summary>
    public required IReadOnlyList<(string Name, long End)> Outputs { get; init; }

    /// <summary>What the decoder of a re-partition log has to know of its upstream partitions; empty elsewhere.</summary>
    public IReadOnlyList<long> Upstream { get; init; } = [];

    /// <summary>Clocks and tables, as <see cref="Shard.WriteHead"/> wrote them.</summary>
    public ReadOnlyMemory<byte> Shard { get; init; }

    public ReadOnlyMemory<byte> ToBytes(SymbolTable symbols)
    {
        var writer = new StateWriter(symbols);
        writer.Version(Format);
        writer.Integer(Offset);
        writer.Integer(HighestTime);
        writer.Integer(Statistics.Readings);
        writer.Integer(Statistics.Watermarks);
        writer.Integer(Statistics.DeadLetters);
        writer.Integer(Statistics.Late);
        writer.Count(Outputs.Count);
        foreach (var (name, end) in Outputs)
        {
            writer.Text(name);
            writer.Integer(end);
        }

        writer.Count(Upstream.Count);
        foreach (var offset in Upstream)
            writer.Integer(offset);
        writer.Blob(Shard.Span);
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">The head was written by a later program, or is damaged.</exception>
    public static PartitionHead Parse(ReadOnlyMemory<byte> bytes, SymbolTable symbols)
    {
        var reader = new StateReader(bytes.Span, symbols);
        reader.Version(Format);
        var (offset, highest) = (reader.Integer(), reader.Integer());
        var statistics = new ShardStatistics { Readings = reader.Integer(), Watermarks = reader.Integer(), DeadLetters = reader.Integer(), Late = reader.Integer() };
        var outputs = new (string, long)[reader.Count()];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = (reader.Text() ?? "", reader.Integer());
        var upstream = new long[reader.Count()];
        for (var i = 0; i < upstream.Length; i++)
            upstream[i] = reader.Integer();
        return new PartitionHead { Offset = offset, HighestTime = highest, Statistics = statistics, Outputs = outputs, Upstream = upstream, Shard = reader.Blob().ToArray() };
    }
}
