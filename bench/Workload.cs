using Millrace.Messages;

namespace Millrace.Bench;

/// <summary>Decoded readings of many sensors in order of time: each sensor sends at a fixed rate, sensors in a shuffled order that stays; values uniform in [0, 100).</summary>
public sealed class Workload
{
    private Workload(ReadingSchema schema, SymbolTable symbols, List<ReadingBatch> batches)
    {
        Schema = schema;
        Symbols = symbols;
        Batches = batches;
    }

    public ReadingSchema Schema { get; }

    public SymbolTable Symbols { get; }

    public List<ReadingBatch> Batches { get; }

    public Field Key => Schema.Find("sensor")!;

    public Field Value => Schema.Find("value")!;

    public long Count => Batches.Sum(batch => (long)batch.Count);

    public static Workload Create(int sensors, long readings, double perSecond, int seed = 1)
    {
        var schema = ReadingSchema.Create(("sensor", FieldType.Text, true), ("value", FieldType.Number, false));
        var symbols = new SymbolTable();
        var random = new Random(seed);
        var order = Enumerable.Range(0, sensors).ToArray();
        random.Shuffle(order);
        var keys = new int[sensors];
        for (var i = 0; i < sensors; i++)
            keys[i] = symbols.Intern($"sensor-{i:D7}");
        var batches = new List<ReadingBatch>();
        var raw = "{\"sensor\":\"x\"}"u8.ToArray();
        var period = 1000.0 / perSecond;
        const long origin = 1_763_700_000_000;
        for (long i = 0; i < readings;)
        {
            var batch = new ReadingBatch(schema, symbols, 4096) { Raw = raw };
            for (; !batch.IsFull && i < readings; i++)
            {
                var row = batch.Count++;
                var (round, place) = Math.DivRem(i, sensors);
                batch.Times[row] = origin + (long)((round + ((double)place / sensors)) * period);
                batch.Offsets[row] = i;
                batch.RawLengths[row] = raw.Length;
                batch.Symbols[0][row] = keys[order[place]];
                batch.Numbers[0][row] = random.NextDouble() * 100;
            }

            batches.Add(batch);
        }

        return new Workload(schema, symbols, batches);
    }
}
