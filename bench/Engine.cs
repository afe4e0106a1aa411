using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
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

    /// <summary>A value over 99, then one under 1 within the time: all matches of the latest spike, so that the work is that of the loop.</summary>
    public static ActorTable TwoStep(Workload workload, string name, double high = 99, double low = 1)
    {
        var definition = new PatternDefinition(
            name,
            [
                new Step("spike", new StepCondition(new Threshold(workload.Value, high, true))),
                new Step("fall", new StepCondition(new Threshold(workload.Value, low, false))),
            ])
        {
            Within = TimeSpan.FromSeconds(60),
            Skip = SkipStrategy.PastLastEvent,
        };
        return new PatternDetectors(PatternProgram.Compile(definition), workload.Key);
    }

    public static string Patterns(Workload workload, int patterns)
    {
        var shard = Shard(workload, Enumerable.Range(0, patterns).Select(i => TwoStep(workload, $"p{i}", 99 + (i * 0.001), 1 - (i * 0.001))));
        long results = 0;
        long spans = 0;
        foreach (var batch in workload.Batches)
        {
            shard.Process(batch, 0, batch.Count);
            TakeMatches(shard, ref results, ref spans);
        }

        shard.Finish(0);
        TakeMatches(shard, ref results, ref spans);
        return FormattableString.Invariant($"{results} {spans}");
    }

    private static void TakeMatches(Shard shard, ref long results, ref long spans)
    {
        foreach (ref readonly var output in shard.Outputs.Items)
        {
            results++;
            spans += output.End - output.Start;
        }

        shard.Outputs.Clear();
    }

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
