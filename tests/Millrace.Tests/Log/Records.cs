using System.Text;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Tests.Log;

/// <summary>Records as text, <c>key=value</c> or a value alone.</summary>
internal static class Records
{
    public static RecordChunk Chunk(params IEnumerable<string> records)
    {
        var chunk = new RecordChunk();
        foreach (var record in records)
        {
            var split = record.IndexOf('=', StringComparison.Ordinal);
            chunk.Add(Encoding.UTF8.GetBytes(record[(split + 1)..]), split < 0 ? default : Encoding.UTF8.GetBytes(record[..split]));
        }

        return chunk;
    }

    public static IEnumerable<string> Of(RecordChunk chunk) => Enumerable.Range(0, chunk.Count).Select(i =>
        (chunk.HasKey(i) ? Encoding.UTF8.GetString(chunk.KeyOf(i)) + "=" : "") + Encoding.UTF8.GetString(chunk.ValueOf(i)));

    /// <summary>All that a reader sees from an offset on; checks that offsets follow each other and arrivals do not go back.</summary>
    public static List<string> Read(LogPartition partition, long from, int maxBytes = 1000)
    {
        using var reader = partition.OpenReader(from);
        var records = new List<string>();
        var chunk = new RecordChunk();
        var arrival = long.MinValue;
        while (reader.TryRead(chunk, maxBytes))
        {
            Assert.True(chunk.Count > 0);
            for (var i = 0; i < chunk.Count; i++)
            {
                Assert.Equal(from + records.Count + i, chunk.Offsets[i]);
                Assert.True(chunk.Arrivals[i] >= arrival);
                arrival = chunk.Arrivals[i];
            }

            records.AddRange(Of(chunk));
            Assert.Equal(from + records.Count, reader.Position);
        }

        return records;
    }

    public static List<string> Read(LogPartition partition) => Read(partition, partition.Start);
}
