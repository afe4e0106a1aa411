using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Expressions;

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

    /// <summary>A value in one band, then one in another within 60 s; the skip strategy makes the work that of the loop.</summary>
    public static ActorTable TwoStep(Workload workload, string name, (double From, double To) spike, (double From, double To) fall)
    {
        var definition = new PatternDefinition(
            name,
            [
                new Step("spike", In(workload, spike)),
                new Step("fall", In(workload, fall)),
            ])
        {
            Within = TimeSpan.FromSeconds(60),
            Skip = SkipStrategy.PastLastEvent,
        };
        return new PatternDetectors(PatternProgram.Compile(definition), workload.Key);
    }

    /// <summary>The condition as a pipeline file would have it, through the expression compiler.</summary>
    private static StepCondition In(Workload workload, (double From, double To) band)
    {
        var text = FormattableString.Invariant($"value >= {band.From} && value < {band.To}");
        var expression = ExpressionParser.Parse(text, ExpressionScope.Reading, out var error)
            ?? throw new InvalidOperationException($"{text}: {error}");
        new FieldTypes().Infer(expression, null, ExpressionSource.Of(text));
        return new StepCondition(new ExpressionCompiler(workload.Schema, workload.Symbols).Condition(expression));
    }

    /// <summary>The highest hundredth, then the lowest: 2 % of the readings matter.</summary>
    public static ActorTable TwoStep(Workload workload, string name) => TwoStep(workload, name, (99, 101), (-1, 1));

    /// <summary>Patterns that share the 2 % of readings that matter between them, each its own band.</summary>
    public static IEnumerable<ActorTable> Bands(Workload workload, int patterns) =>
        Enumerable.Range(0, patterns).Select(i => TwoStep(
            workload, $"p{i}", (99 + ((double)i / patterns), 99 + ((i + 1.0) / patterns)), ((double)i / patterns, (i + 1.0) / patterns)));

    /// <summary>Patterns each of which sees 2 % of the readings of its own: nearly the same readings for all.</summary>
    public static IEnumerable<ActorTable> Overlapping(Workload workload, int patterns) =>
        Enumerable.Range(0, patterns).Select(i => TwoStep(workload, $"p{i}", (99 - (i * 0.001), 101), (-1, 1 + (i * 0.001))));

    public static string Patterns(Workload workload, IEnumerable<ActorTable> patterns)
    {
        var shard = Shard(workload, patterns);
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
