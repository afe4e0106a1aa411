using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Simulation;

/// <summary>
/// What should come out: the same records, in the order of each partition's log, through one shard that is never stopped, has no store and no log. Its windows and
/// patterns are the engine's, which other tests hold to naive models.
/// </summary>
internal static class ReferenceRun
{
    /// <summary>The output lines, in no order.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="partitions">The records of each partition, with their arrival.</param>
    public static List<string> Lines(string pipeline, IReadOnlyList<IReadOnlyList<(string Record, long Arrival)>> partitions)
    {
        var lines = new List<string>();
        var definition = PipelineFile.Parse(pipeline, "simulated").Definition!;
        bool IsTogether(string key) => partitions.Count == 1 || key == definition.Source.Key || key == definition.Source.PartitionedBy;

        // What the partitions keep together sees the watermark of its own partition, the rest the least of all.
        for (var i = 0; i < partitions.Count; i++)
            Run(pipeline, [partitions[i]], [i], IsTogether, reportsRejected: true, lines);
        if (PipelineShard.Tables(definition).Any(table => !IsTogether(table.Actors.Key.Name)))
            Run(pipeline, partitions, [.. Enumerable.Range(0, partitions.Count)], key => !IsTogether(key), reportsRejected: false, lines);
        return lines;
    }

    private static void Run(
        string pipeline, IReadOnlyList<IReadOnlyList<(string Record, long Arrival)>> partitions, int[] numbers, Func<string, bool> has, bool reportsRejected, List<string> lines)
    {
        var definition = PipelineFile.Parse(pipeline, "simulated").Definition!;
        var tables = PipelineShard.Tables(definition).Where(table => has(table.Actors.Key.Name)).ToList();
        var options = new ShardOptions(definition.Schema, definition.Symbols) { Watermark = definition.Watermark, Partitions = partitions.Count };
        var shard = new Shard(options, tables.Select(table => table.Actors));
        var json = new OutputJson(tables.Select(table => table.Schema), definition.Symbols);
        var decoder = (definition.Source.ToFormat() with { Encoding = RecordEncoding.Json }).CreateDecoder(definition.Schema, definition.Symbols);
        var batch = new ReadingBatch(definition.Schema, definition.Symbols, 1);
        var next = new int[partitions.Count];
        while (true)
        {
            var partition = Enumerable.Range(0, partitions.Count).Where(i => next[i] < partitions[i].Count).DefaultIfEmpty(-1).MinBy(i => i < 0 ? 0 : partitions[i][next[i]].Arrival);
            if (partition < 0)
                return;
            var (record, arrival) = partitions[partition][next[partition]];
            batch.Clear();
            batch.Partition = partition;
            batch.SourcePartition = numbers[partition];
            var bytes = Encoding.UTF8.GetBytes(record);
            decoder.DecodeMessage(bytes, 0, bytes.Length, next[partition]++, batch);
            batch.Arrivals[0] = arrival;
            shard.Process(batch, 0, 1);
            for (var i = 0; i < shard.Outputs.Count; i++)
            {
                if (reportsRejected || shard.Outputs.Items[i].Table >= 0)
                    lines.Add(Encoding.UTF8.GetString(json.Encode(shard.Outputs, i)[..^1]));
            }

            shard.Outputs.Clear();
        }
    }
}
