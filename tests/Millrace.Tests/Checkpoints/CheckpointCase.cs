using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;
using Millrace.Tests.Pipelines;

namespace Millrace.Tests.Checkpoints;

/// <summary>An input drawn from a seed, with arrival times, for the pipeline that has every built-in actor and a developer's. Definitions are compiled once for all cases.</summary>
internal sealed class CheckpointCase
{
    public const int MaxShards = 3;

    /// <summary>Sides of a restart: a restored shard stands beside another symbol table.</summary>
    private const int Sides = 2;

    private static readonly string[] Clocks = ["partition", "key"];
    private static readonly PipelineDefinition[,,] Definitions = Load();

    private readonly int clock;
    private readonly ReadingBatch[] batches;

    public CheckpointCase(int seed)
    {
        var random = new Random(seed);
        clock = random.Next(Clocks.Length);
        Partitions = clock == 0 && random.Next(3) == 0 ? 2 : 1;
        var count = random.Next(20, 120);
        var lines = new StringBuilder();
        Arrivals = new long[count];
        PartitionOf = new int[count];
        var sensors = random.Next(1, 9);
        long arrival = 1_000_000;
        for (var i = 0; i < count; i++)
        {
            arrival += random.Next(12) switch { 0 => random.Next(200), < 6 => 0, _ => random.Next(8) };
            Arrivals[i] = arrival;
            PartitionOf[i] = random.Next(Partitions);
            lines.Append(Record(random, sensors, (i * 4) + random.Next(-30, 12))).Append('\n');
        }

        Count = count;
        End = arrival + 5_000;
        var bytes = Encoding.UTF8.GetBytes(lines.ToString());
        batches = [.. Enumerable.Range(0, Sides).Select(side => Decode(Definitions[clock, side, 0], bytes))];
        foreach (var batch in batches)
        {
            Assert.Equal(count, batch.Count);
            Arrivals.CopyTo(batch.Arrivals, 0);
        }
    }

    public int Count { get; }

    public int Partitions { get; }

    public long[] Arrivals { get; }

    public int[] PartitionOf { get; }

    /// <summary>The time of the last tick.</summary>
    public long End { get; }

    public string About => $"per {Clocks[clock]}, {Partitions} partitions, {Count} records";

    public ReadingBatch Batch(int side) => batches[side];

    public SymbolTable Symbols(int side) => Definitions[clock, side, 0].Symbols;

    public OutputJson Json(int side)
    {
        var pipeline = Definitions[clock, side, 0];
        return new OutputJson([.. PipelineShard.Schemas(pipeline), new OutputSchema("restless", [("what", FieldType.Number), ("readings", FieldType.Number), ("at", FieldType.Number)])], pipeline.Symbols);
    }

    public Shard Create(int side, RouteShare share, IActorSource? actors)
    {
        var pipeline = Definitions[clock, side, share.Index];
        var options = new ShardOptions(pipeline.Schema, pipeline.Symbols)
        {
            Watermark = pipeline.Watermark,
            Partitions = Partitions,
            Share = share,
            RouteField = pipeline.Schema.Find("machine"),
            Actors = actors,
            StopAfterFailures = 3,
        };
        return new Shard(
            options,
            [
                .. pipeline.Windows.Select(window => WindowActors.Create(window.Definition, window.Key)),
                .. pipeline.Patterns.Select(pattern => new PatternDetectors(PatternProgram.Compile(pattern.Definition), pattern.Key)),
                new StateTable<Restless.State>("restless", pipeline.Schema.Find("sensor")!, new Restless(pipeline.Schema.Find("value")!)),
            ]);
    }

    private static string Record(Random random, int sensors, int time)
    {
        var sensor = random.Next(sensors);
        return random.Next(40) switch
        {
            0 => "no record",
            1 => FormattableString.Invariant($"{{\"$watermark\":{time}}}"),
            2 => FormattableString.Invariant($"{{\"$watermark\":{time},\"sensor\":\"s{sensor}\"}}"),
            _ => FormattableString.Invariant(
                $"{{\"sensor\":\"s{sensor}\",\"machine\":\"m{sensor % 3}\",\"time\":{time},\"value\":{random.Next(10)},\"state\":\"{(random.Next(3) == 0 ? "off" : "on")}\"}}"),
        };
    }

    private static ReadingBatch Decode(PipelineDefinition pipeline, byte[] bytes)
    {
        var batch = new ReadingBatch(pipeline.Schema, pipeline.Symbols, 200);
        pipeline.Source.ToFormat().CreateDecoder(pipeline.Schema, pipeline.Symbols).Decode(bytes, 0, bytes.Length, true, batch);
        return batch;
    }

    private static PipelineDefinition[,,] Load()
    {
        var definitions = new PipelineDefinition[Clocks.Length, Sides, MaxShards];
        for (var clock = 0; clock < Clocks.Length; clock++)
        {
            for (var side = 0; side < Sides; side++)
            {
                var symbols = new SymbolTable();
                for (var i = 0; i < side; i++)
                    symbols.Intern("a text that the other side does not have");
                for (var shard = 0; shard < MaxShards; shard++)
                {
                    var yaml = SnapshotTests.Pipeline.Replace("per: PER", $"idleTimeout: 60ms, per: {Clocks[clock]}", StringComparison.Ordinal);
                    var load = PipelineFile.Parse(yaml, "everything.yaml", new PipelineOptions { Symbols = symbols });
                    Assert.Empty(load.Errors.Select(error => error.ToString()));
                    definitions[clock, side, shard] = load.Definition!;
                }
            }
        }

        return definitions;
    }
}
