using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>
/// An actor in a test: a real shard with nothing but actors of one kind, under virtual time, on the test's thread. What a call brings about has happened when it returns.
/// <code>
/// var test = new ActorTest&lt;HysteresisAlarm.State&gt;(field => new HysteresisAlarm(field("value"), 70, 80, TimeSpan.FromSeconds(10)), [("value", FieldType.Number)]);
/// test.Send("pump-1", TimeSpan.FromSeconds(0), ("value", 81));
/// test.Restart();
/// test.AdvanceEventTime(TimeSpan.FromSeconds(10));
/// Assert.Equal("pump-1 00:00:10 raised=true peak=81", test.Outputs.Single().ToString());
/// </code>
/// Times are given since <see cref="Start"/>. Several kinds, windows or own tables side by side: <see cref="ShardDriver"/>. One thread.
/// </summary>
/// <typeparam name="TState">The state of one actor.</typeparam>
public sealed class ActorTest<TState>
    where TState : struct
{
    private const string Table = "actor";
    private readonly ShardDriver driver;
    private ObservedActor<TState> actor = null!;
    private TimeSpan now;

    /// <summary>A shard with no actors yet; each comes with the first reading of its key.</summary>
    /// <param name="actor">Makes the kind; is given what finds a field by its name. Called again at each <see cref="Restart"/>.</param>
    /// <param name="fields">The fields of a reading.</param>
    /// <param name="watermark">How event time advances; null for bounded without out-of-order readings: the watermark is a millisecond behind the highest time seen.</param>
    public ActorTest(Func<Func<string, Field>, Actor<TState>> actor, IEnumerable<(string Name, FieldType Type)> fields, WatermarkStrategy? watermark = null)
    {
        driver = new ShardDriver(
            fields,
            driver =>
            {
                this.actor = new ObservedActor<TState>(actor(driver.Field));
                return [new StateTable<TState>(Table, driver.Key, this.actor)];
            },
            watermark);
        driver.ArrivesAt(Start);
    }

    /// <summary>What both clocks count from: 2026-01-01T00:00:00Z.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the actors put out, in order.</summary>
    public IReadOnlyList<ActorOutput> Outputs =>
    [
        .. driver.Outputs.Where(output => output.Kind == OutputKind.Actor).Select(output => new ActorOutput(
            output.Key!,
            TimeSpan.FromMilliseconds(output.Start) - TimeSpan.FromMilliseconds(Start.ToUnixTimeMilliseconds()),
            [.. actor.Values.Zip(output.Values, (value, number) => (value.Name, ActorOutput.Read(value.Type, number, driver.Symbols)))])),
    ];

    /// <summary>Why readings went to the dead letters, in order: a handler threw, an actor is stopped.</summary>
    public IReadOnlyList<string> DeadLetters => [.. driver.Outputs.Select(output => output.Detail).OfType<DeadLetterDetail>().Select(letter => letter.Reason)];

    /// <summary>What the operator was told, in order.</summary>
    public IReadOnlyList<string> Notices => [.. driver.Outputs.Where(output => output.Kind == OutputKind.Notice).Select(output => output.Detail as string ?? "")];

    /// <summary>The keys whose readings the actors called late, in order.</summary>
    public IReadOnlyList<string> Late => [.. driver.Outputs.Where(output => output.Kind == OutputKind.Late).Select(output => output.Key ?? "")];

    /// <summary>Sends a reading.</summary>
    /// <param name="key">The key.</param>
    /// <param name="at">Its event time.</param>
    /// <param name="values">Its fields: numbers, booleans, texts; one left out is missing.</param>
    public ActorTest<TState> Send(string key, TimeSpan at, params ReadOnlySpan<(string Field, object Value)> values)
    {
        driver.Send(key, Milliseconds(at), values);
        return this;
    }

    /// <summary>Moves event time: timers that are due fire. It never goes back.</summary>
    /// <param name="to">The new watermark; with per-key clocks that of all keys.</param>
    public ActorTest<TState> AdvanceEventTime(TimeSpan to)
    {
        driver.Watermark(Milliseconds(to));
        return this;
    }

    /// <summary>Lets wall-clock time pass: processing timers that are due fire, and with an idle timeout what belongs to the silent comes to its end.</summary>
    /// <param name="span">How much; 0 or more.</param>
    public ActorTest<TState> Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        now += span;
        driver.ArrivesAt(Start + now).Tick(Start + now);
        return this;
    }

    /// <summary>Saves the state of all actors, throws them away, and goes on with what was saved. Wherever it stands, nothing may change.</summary>
    public ActorTest<TState> Restart()
    {
        driver.Restart();
        return this;
    }

    /// <summary>Ends the input: pending event-time timers fire.</summary>
    public ActorTest<TState> End()
    {
        driver.Finish();
        return this;
    }

    /// <summary>The state of an actor at this moment; null when there is none for that key.</summary>
    public TState? State(string key)
    {
        _ = driver.Outputs.Count;
        actor.Described = null;
        driver.Shard.Describe(key);
        return actor.Described;
    }

    /// <summary>Everything that came out so far, for the message of an assertion.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, "outputs", Outputs);
        Append(text, "dead letters", DeadLetters);
        Append(text, "notices", Notices);
        Append(text, "late", Late);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IReadOnlyList<object> lines)
    {
        if (lines.Count == 0 && what != "outputs")
            return;
        text.Append(what).Append(": ").Append(lines.Count).Append('\n');
        foreach (var line in lines)
            text.Append("  ").Append(line).Append('\n');
    }

    private static long Milliseconds(TimeSpan at) => (Start + at).ToUnixTimeMilliseconds();
}
