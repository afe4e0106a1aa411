using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;

namespace Millrace.Bench;

/// <summary>The same work through the real shard and its actors, with out-of-order readings allowed for.</summary>
public static class Engine
{
    public static ImmutableArray<AggregateDefinition> FourAggregates(Workload workload)
    {
        var value = new FieldProjection(workload.Value);
        return
        [
            new AggregateDefinition("count", "count"), new AggregateDefinition("sum", "sum", value),
            new AggregateDefinition("min", "min", value), new AggregateDefinition("max", "max", value),
        ];
    }

    public static Shard Shard(Workload workload, params IEnumerable<ActorTable> tables) =>
        new(new ShardOptions(workload.Schema, workload.Symbols) { Watermark = new WatermarkStrategy { MaxOutOfOrderness = TimeSpan.FromSeconds(2) } }, tables);

    public static ActorTable Window(Workload workload, string name, WindowShape shape) =>
        WindowActors.Create(new WindowDefinition(name, shape, FourAggregates(workload)), workload.Key);

    public static string Windows(Workload workload, WindowShape shape)
    {
        var shard = Shard(workload, Window(workload, "bench", shape));
        long results = 0;
        double sum = 0;
        foreach (var batch in workload.Batches)
        {
            shard.Process(batch, 0, batch.Count);
            Take(shard, ref results, ref sum);
        }

        shard.Finish(0);
        Take(shard, ref results, ref sum);
        return FormattableString.Invariant($"{results} {sum:F3}");
    }

    private static void Take(Shard shard, ref long results, ref double sum)
    {
        var values = shard.Outputs.Values;
        foreach (ref readonly var output in shard.Outputs.Items)
        {
            results++;
            sum += values[output.FirstValue + 3] - values[output.FirstValue + 2];
        }

        shard.Outputs.Clear();
    }
}
