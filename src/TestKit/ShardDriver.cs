using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>
/// Drives one shard in a test: readings in, outputs out, virtual time. Readings have the fields <c>key</c> (text) and whatever the test declares.
/// <code>
/// var driver = new ShardDriver([("value", FieldType.Number)], driver => [new StateTable&lt;Alarm.State&gt;("alarm", driver.Key, new Alarm(driver.Field("value")))]);
/// driver.Send("pump-1", 1_000, ("value", 81));
/// Assert.Equal("...", driver.Outputs.Single().ToString());
/// </code>
/// </summary>
public sealed class ShardDriver
{
    private readonly Func<ShardDriver, IEnumerable<ActorTable>> tables;
    private readonly WatermarkStrategy watermark;
    private readonly int partitions;
    private readonly ReadingBatch batch;
    private readonly List<OutputRecord> outputs = [];
    private long offset;
    private long arrival;

    /// <summary>A shard with virtual time.</summary>
    /// <param name="fields">The fields of a reading besides <c>key</c>.</param>
    /// <param name="tables">Makes the tables; called again at each <see cref="Restart"/>.</param>
    /// <param name="watermark">The strategy; null for bounded without out-of-order readings.</param>
    /// <param name="partitions">How many partitions feed the shard.</param>
    /// <param name="batchSize">Readings that go into the shard together; 1 sends each at once. Results must not depend on it.</param>
    public ShardDriver(
        IEnumerable<(string Name, FieldType Type)> fields,
        Func<ShardDriver, IEnumerable<ActorTable>> tables,
        WatermarkStrategy? watermark = null,
        int partitions = 1,
        int batchSize = 1)
    {
        Schema = ReadingSchema.Create([("key", FieldType.Text, true), .. fields.Select(field => (field.Name, field.Type, false))]);
        this.tables = tables;
        this.watermark = watermark ?? new WatermarkStrategy();
        this.partitions = partitions;
        batch = new ReadingBatch(Schema, Symbols, batchSize);
        Shard = NewShard();
    }

    /// <summary>The fields of a reading.</summary>
    public ReadingSchema Schema { get; }

    /// <summary>The symbols of the present shard.</summary>
    public SymbolTable Symbols { get; } = new();

    /// <summary>The key field.</summary>
    public Field Key => Field("key");

    /// <summary>The shard being driven; another one after a <see cref="Restart"/>.</summary>
    public Shard Shard { get; private set; }

    /// <summary>Everything emitted so far.</summary>
    public IReadOnlyList<OutputRecord> Outputs
    {
        get
        {
            Flush();
            return outputs;
        }
    }

    /// <summary>A field by name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Field Field(string name) => Schema.Find(name) ?? throw new ArgumentException($"There is no field {name}.", nameof(name));

    /// <summary>Sends a reading. Values are numbers, booleans or strings; a field left out is missing.</summary>
    /// <param name="key">The key; null for none.</param>
    /// <param name="time">Event time in milliseconds.</param>
    /// <param name="values">Its fields.</param>
    public ShardDriver Send(string? key, long time, params ReadOnlySpan<(string Field, object Value)> values)
    {
        var row = NewRow(0, RowKind.Reading, time);
        batch.Symbols[Key.Column][row] = key is null ? SymbolTable.Missing : Symbols.Intern(key);
        foreach (var (name, value) in values)
        {
            var field = Field(name);
            if (field.Type == FieldType.Text)
                batch.Symbols[field.Column][row] = Symbols.Intern((string)value);
            else
                batch.Numbers[field.Column][row] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        }

        return Sent();
    }

    /// <summary>Sends a control record; with a key under per-key clocks it moves that key's clock alone.</summary>
    public ShardDriver Watermark(long time, string? key = null)
    {
        var row = NewRow(0, RowKind.Watermark, time);
        batch.Symbols[Key.Column][row] = key is null ? SymbolTable.Missing : Symbols.Intern(key);
        return Sent();
    }

    /// <summary>Sends a record that cannot be read.</summary>
    public ShardDriver Reject(string reason)
    {
        batch.Rejections[NewRow(0, RowKind.Rejected, 0)] = reason;
        return Sent();
    }

    /// <summary>Says when the records to come arrive, by the wall clock; until it is said that is not known.</summary>
    public ShardDriver ArrivesAt(DateTimeOffset now)
    {
        arrival = now.ToUnixTimeMilliseconds();
        return this;
    }

    /// <summary>Ends the input: everything open fires.</summary>
    public ShardDriver Finish()
    {
        Flush();
        for (var partition = 0; partition < partitions; partition++)
            Shard.Finish(partition);
        Take();
        return this;
    }

    /// <summary>Tells the shard the wall-clock time.</summary>
    public ShardDriver Tick(DateTimeOffset now)
    {
        Flush();
        Shard.Tick(now);
        Take();
        return this;
    }

    /// <summary>Takes a snapshot, throws the shard away and goes on with a new one that was restored from it.</summary>
    public ShardDriver Restart()
    {
        Flush();
        var writer = new StateWriter(Symbols);
        Shard.Snapshot(writer);
        var snapshot = writer.Written.ToArray();
        Shard = NewShard();
        Shard.Restore(snapshot);
        return this;
    }

    private Shard NewShard() =>
        new(new ShardOptions(Schema, Symbols) { Watermark = watermark, Partitions = partitions }, tables(this));

    private int NewRow(int partition, RowKind kind, long time)
    {
        var row = batch.Count++;
        batch.Partition = partition;
        batch.Kinds[row] = kind;
        batch.Times[row] = time;
        batch.Offsets[row] = ++offset;
        batch.Arrivals[row] = arrival;
        batch.Raw = "{}"u8.ToArray();
        batch.RawStarts[row] = 0;
        batch.RawLengths[row] = batch.Raw.Length;
        foreach (var column in batch.Numbers)
            column[row] = double.NaN;
        foreach (var column in batch.Symbols)
            column[row] = SymbolTable.Missing;
        return row;
    }

    private ShardDriver Sent()
    {
        if (batch.IsFull)
            Flush();
        return this;
    }

    private void Flush()
    {
        if (batch.Count == 0)
            return;
        Shard.Process(batch, 0, batch.Count);
        batch.Clear();
        Take();
    }

    private void Take()
    {
        var values = Shard.Outputs.Values;
        var items = Shard.Outputs.Items;
        for (var i = 0; i < items.Length; i++)
        {
            var end = i + 1 < items.Length ? items[i + 1].FirstValue : values.Length;
            outputs.Add(OutputRecord.Of(in items[i], values[items[i].FirstValue..end], Shard));
        }

        Shard.Outputs.Clear();
    }
}
