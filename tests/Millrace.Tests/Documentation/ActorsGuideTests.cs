using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Documentation;

/// <summary>The examples of <c>docs/actors.md</c>, word for word: they compile and do what is said there.</summary>
public sealed class ActorsGuideTests
{
    [Fact]
    public void Silence_NoReadingForLongEnough_IsSaidOnce()
    {
        var test = new ActorTest<Silence.State>(field => new Silence(TimeSpan.FromSeconds(100)), [("value", FieldType.Number)]);
        test.Send("pump-1", TimeSpan.FromSeconds(0)).Send("pump-2", TimeSpan.FromSeconds(50)).Send("pump-1", TimeSpan.FromSeconds(60));
        test.Restart();
        test.Send("pump-2", TimeSpan.FromSeconds(161));
        Assert.Equal(["pump-2 00:02:30 silent=true", "pump-1 00:02:40 silent=true"], test.Outputs.Select(output => output.ToString()));
    }

    [Fact]
    public void Overloads_EveryThird_IsEmitted()
    {
        var driver = new ShardDriver([("value", FieldType.Number)], d => [new Overloads("overloads", d.Key, new Above(d.Field("value"), 80), every: 3)]);
        foreach (var value in new double[] { 81, 70, 90, 82, 85, 60, 99, 88 })
            driver.Send("pump-1", 10, ("value", value)).Restart();
        Assert.Equal(["actor overloads pump-1 [10,10) 3", "actor overloads pump-1 [10,10) 6"], driver.Outputs.Select(output => output.ToString()));
    }

    [Fact]
    public void RootMeanSquare_InAWindow_MergesPanes()
    {
        var functions = AggregateFunctions.BuiltIn.With<RootMeanSquare>("rms", AggregateArguments.Number);
        var driver = new ShardDriver([("value", FieldType.Number)], d =>
        [
            WindowActors.Create(
                new WindowDefinition("w", new SlidingWindow(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(10)), [new("rms", "rms", new FieldProjection(d.Field("value")))]),
                d.Key,
                functions),
        ]);
        driver.Send("pump-1", 5, ("value", 1)).Send("pump-1", 15, ("value", 7)).Finish();
        Assert.Equal(["window w pump-1 [-10,10) 1", "window w pump-1 [0,20) 5", "window w pump-1 [10,30) 7"], driver.Outputs.Select(output => output.ToString()));
    }

    private sealed class Silence(TimeSpan limit) : Actor<Silence.State>
    {
        public record struct State(bool Seen, EventTime Last);

        public override ImmutableArray<(string Name, FieldType Type)> Values => [("silent", FieldType.Boolean)];

        public override void OnReading(ref State state, in Reading reading, ActorContext context)
        {
            if (state.Seen && reading.Time <= state.Last)
                return;
            if (state.Seen && reading.Time <= state.Last + limit)
                context.CancelTimer(state.Last + limit);
            state = new State(true, reading.Time);
            context.SetTimer(reading.Time + limit);
        }

        public override void OnTimer(ref State state, EventTime due, ActorContext context) => context.Emit(due, 1);
    }

    private sealed class Above(Field field, double limit) : Condition(string.Create(CultureInfo.InvariantCulture, $"{field.Name} > {limit}"))
    {
        public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
        {
            var values = batch.Numbers[field.Column];
            for (var row = from; row < to; row++)
                into[row] = values[row] > limit;
        }
    }

    private sealed class Overloads(string name, Field key, Condition overload, int every) : ActorTable(name, key)
    {
        private long[] counts = [];

        public override ImmutableArray<Condition> Conditions { get; } = [overload];

        public override void Grow(int slots)
        {
            if (slots > counts.Length)
                Array.Resize(ref counts, Math.Max(slots, counts.Length * 2));
        }

        public override void OnReadings(ReadingRun run, TableContext context)
        {
            var overloaded = run.Conditions[0];
            for (var row = run.From; row < run.To; row++)
            {
                var slot = run.Slots[row];
                if (slot >= 0 && overloaded[row] && ++counts[slot] % every == 0)
                {
                    ref var output = ref context.Emit(OutputKind.Actor, slot, row);
                    output.Start = output.End = run.Batch.Times[row];
                    output.Sequence = counts[slot];
                    context.Values(1)[0] = counts[slot];
                }

                if (context.IsDue(row, slot))
                    context.Fire(row, slot);
            }
        }

        public override void OnTimer(int slot, long due, TableContext context)
        {
        }

        public override void Snapshot(int slot, StateWriter writer)
        {
            if (counts[slot] == 0)
                return;
            writer.Version(1);
            writer.Integer(counts[slot]);
        }

        public override void Restore(int slot, ref StateReader reader, TableContext context)
        {
            counts[slot] = 0;
            if (reader.AtEnd)
                return;
            reader.Version(1);
            counts[slot] = reader.Integer();
        }

        public override void Release(int slot) => counts[slot] = 0;
    }

    private struct RootMeanSquare : IAccumulator<RootMeanSquare>
    {
        private double squares;
        private long count;

        public static RootMeanSquare Empty => default;

        public static void Add(ref RootMeanSquare state, double value, long time)
        {
            if (double.IsNaN(value))
                return;
            state.squares += value * value;
            state.count++;
        }

        public static void Merge(ref RootMeanSquare state, in RootMeanSquare other)
        {
            state.squares += other.squares;
            state.count += other.count;
        }

        public static double Result(in RootMeanSquare state, in WindowSpan window, double parameter) => Math.Sqrt(state.squares / state.count);

        public static void Snapshot(in RootMeanSquare state, StateWriter writer)
        {
            writer.Number(state.squares);
            writer.Integer(state.count);
        }

        public static RootMeanSquare Restore(ref StateReader reader)
        {
            var squares = reader.Number();
            return new() { squares = squares, count = reader.Integer() };
        }
    }
}
