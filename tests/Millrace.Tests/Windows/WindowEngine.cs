using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.Oracles.Windows;

namespace Millrace.Tests.Windows;

/// <summary>Runs a case through a real shard, in batches of random size, with a snapshot and a restore into a new shard beside another symbol table now and then.</summary>
internal sealed class WindowEngine
{
    private static readonly ReadingSchema Schema = ReadingSchema.Create(
        ("key", FieldType.Text, true), ("value", FieldType.Number, false), ("passes", FieldType.Boolean, false), ("text", FieldType.Text, false));

    private readonly WindowCase window;
    private readonly Random random;
    private readonly List<WindowFact> facts = [];
    private SymbolTable symbols = new();
    private Shard shard;

    private WindowEngine(WindowCase window, int seed)
    {
        this.window = window;
        random = new Random(seed);
        shard = CreateShard();
    }

    /// <summary>What comes out, in order, as the oracle states it.</summary>
    public static List<WindowFact> Run(WindowCase window, int seed)
    {
        var engine = new WindowEngine(window, seed);
        var restoreOneIn = engine.random.Next(1, 4);
        for (var from = 0; from < window.Input.Length;)
        {
            var count = 1;
            for (var longest = engine.random.Next(1, engine.random.Next(2) == 0 ? 4 : 30); count < longest && from + count < window.Input.Length; count++)
            {
                if (PartitionOf(window.Input[from + count]) != PartitionOf(window.Input[from]))
                    break;
            }

            engine.Process(window.Input.AsSpan().Slice(from, count));
            if (engine.random.Next(restoreOneIn) == 0)
                engine.Restart();
            from += count;
        }

        if (window.Rules.Flush)
            engine.Finish();
        return engine.facts;
    }

    private static int PartitionOf(WindowInput record) => (record as WindowInput.Reading)?.Partition ?? ((WindowInput.Watermark)record).Partition;

    private static bool IsText(string function) => function.EndsWith("Text", StringComparison.Ordinal);

    private void Finish()
    {
        for (var partition = 0; partition < window.Rules.Partitions; partition++)
            shard.Finish(partition);
        Collect();
    }

    private Shard CreateShard()
    {
        var rules = window.Rules;
        var value = new FieldProjection(Schema.Find("value")!);
        var definition = new WindowDefinition(
            "window",
            rules.Shape,
            [.. window.Functions.Select(f => new AggregateDefinition(
                f, IsText(f) ? f[..^4] : f, f is "count" or "rate" ? null : IsText(f) ? new FieldProjection(Schema.Find("text")!) : value))])
        {
            Where = new Passes(Schema.Find("passes")!),
            AllowedLateness = TimeSpan.FromMilliseconds(rules.AllowedLateness),
            Early = rules.Early,
            Having = rules.Having is null ? null : new Having(rules.Having),
        };
        var watermark = new WatermarkStrategy
        {
            Kind = rules.MaxOutOfOrderness is null ? WatermarkKind.Punctuated : WatermarkKind.Bounded,
            MaxOutOfOrderness = TimeSpan.FromMilliseconds(rules.MaxOutOfOrderness ?? 0),
            PerKey = rules.WatermarkPerKey,
        };
        return new Shard(new ShardOptions(Schema, symbols) { Watermark = watermark, Partitions = rules.Partitions }, [WindowActors.Create(definition, Schema.Find("key")!)]);
    }

    private void Process(ReadOnlySpan<WindowInput> records)
    {
        var batch = new ReadingBatch(Schema, symbols, records.Length) { Count = records.Length, Partition = PartitionOf(records[0]) };
        for (var row = 0; row < records.Length; row++)
        {
            batch.Times[row] = records[row] is WindowInput.Reading { Time: var time } ? time : ((WindowInput.Watermark)records[row]).Time;
            batch.Kinds[row] = records[row] is WindowInput.Reading ? RowKind.Reading : RowKind.Watermark;
            var key = records[row] is WindowInput.Reading known ? known.Key : ((WindowInput.Watermark)records[row]).Key;
            batch.Symbols[0][row] = key is null ? SymbolTable.Missing : symbols.Intern("k" + key.Value.ToString(CultureInfo.InvariantCulture));
            var value = (records[row] as WindowInput.Reading)?.Value ?? double.NaN;
            batch.Numbers[0][row] = value;
            batch.Symbols[1][row] = double.IsNaN(value) ? SymbolTable.Missing : symbols.Intern(value.ToString(CultureInfo.InvariantCulture));
            batch.Numbers[1][row] = records[row] is WindowInput.Reading { Passes: true } ? 1 : 0;
        }

        var cut = random.Next(records.Length + 1);
        shard.Process(batch, 0, cut);
        Collect();
        shard.Process(batch, cut, records.Length);
        Collect();
    }

    private void Restart()
    {
        var writer = new StateWriter(symbols);
        shard.Snapshot(writer);
        symbols = new SymbolTable();
        symbols.Intern("a symbol of the other table");
        shard = CreateShard();
        shard.Restore(writer.Written.Span);
    }

    private void Collect()
    {
        foreach (var output in shard.Outputs.Items)
        {
            var key = int.Parse(symbols.Text(output.Key)!.AsSpan(1), CultureInfo.InvariantCulture);
            facts.Add(output.Kind switch
            {
                OutputKind.Window => new WindowFact.Result(
                    key,
                    output.Start,
                    output.End,
                    output.Revision,
                    output.Early,
                    [.. window.Functions.Zip(shard.Outputs.Values.Slice(output.FirstValue, window.Functions.Length).ToArray(), ValueOf)]),
                OutputKind.Late => new WindowFact.Late(key, output.Start, output.End),
                _ => throw new InvalidOperationException($"An output of kind {output.Kind} was not expected."),
            });
        }

        shard.Outputs.Clear();
    }

    /// <summary>The texts are the values written out: read back, what comes out is what the oracle says of the numbers.</summary>
    private double ValueOf(string function, double value) =>
        function is "firstText" or "lastText" && !double.IsNaN(value)
            ? double.Parse(symbols.Text((int)value)!, CultureInfo.InvariantCulture)
            : value;

    private sealed class Passes(Field field) : Condition(field.Name)
    {
        public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
        {
            for (var row = from; row < to; row++)
                into[row] = batch.Numbers[field.Column][row] == 1;
        }
    }

    private sealed class Having(Predicate<double[]> holds) : ResultCondition("having")
    {
        public override bool Test(ReadOnlySpan<double> values) => holds(values.ToArray());
    }
}
