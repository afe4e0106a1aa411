using System.Collections.Immutable;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// All actors of one kind in one shard, held as rows of state. An actor is known by its slot. Everything is called by the shard's one logical thread:
/// no locks, no waiting. Derive from <see cref="Actor{TState}"/> to write an actor reading by reading; derive from this to work on columns, as the
/// built-in windows and patterns do.
/// </summary>
/// <remarks>
/// In <see cref="OnReadings"/> a table goes through the rows in order and after each one, whether it used it or not, asks
/// <see cref="TableContext.IsDue"/> and if so calls <see cref="TableContext.Fire"/>: so timers fall between the same two readings however the input is cut into batches.
/// </remarks>
public abstract class ActorTable
{
    /// <summary>Creates the table.</summary>
    /// <param name="name">The name, unique in the shard: it stands in every output.</param>
    /// <param name="key">The text field whose value is the key.</param>
    protected ActorTable(string name, Field key)
    {
        Name = name;
        Key = key;
    }

    /// <summary>The name, unique in the shard.</summary>
    public string Name { get; }

    /// <summary>The field that keys the actors.</summary>
    public Field Key { get; }

    /// <summary>
    /// What the state of its actors depends on, in words; default empty. When it differs from that of a checkpoint, the table is another one of the same name: what the
    /// checkpoint holds of the old one is passed over, and the actors begin anew.
    /// </summary>
    public string Definition { get; init; } = string.Empty;

    /// <summary>The conditions that the table wants evaluated; fixed once the table is in a shard.</summary>
    public virtual ImmutableArray<Condition> Conditions => [];

    /// <summary>The numbers that the table wants computed; fixed once the table is in a shard.</summary>
    public virtual ImmutableArray<Projection> Projections => [];

    /// <summary>
    /// Whether handlers may throw because they run a developer's code. Then the shard guards each reading and timer: the actor's state is put back
    /// (by <see cref="Snapshot"/> and <see cref="Restore"/>), what it emitted is taken back and the reading goes to the dead letters. An exception of a table that says no ends the process.
    /// </summary>
    public virtual bool MayThrow => false;

    /// <summary>
    /// Whether, without further readings, the actors' timers come to an end, as those of windows do. Then all of them fire when their key or partition has been silent
    /// for the idle timeout; otherwise only those pending at that moment. Default no: an actor may ask for ever again.
    /// </summary>
    public virtual bool TimersEnd => false;

    /// <summary>Whether actors may ask for <see cref="OnProcessingTimer"/>: then rows that arrived at different moments are handed over apart.</summary>
    internal virtual bool UsesWallClock => Overrides(GetType(), nameof(OnProcessingTimer), typeof(ActorTable));

    /// <summary>Whether actors keep whole rows: then their state is of one layout of columns alone.</summary>
    internal virtual bool KeepsColumns => false;

    /// <summary>Whether a reading is handed to an actor at all, rather than filtered out. Under supervision a reading that is not costs no snapshot, and says nothing of the actor's health.</summary>
    public virtual bool Concerns(ReadingRun run, int row) => true;

    /// <summary>Makes room for slots below <paramref name="slots"/>; called before any such slot is used.</summary>
    public abstract void Grow(int slots);

    /// <summary>Takes in the rows of a run, in order.</summary>
    public abstract void OnReadings(ReadingRun run, TableContext context);

    /// <summary>The slot's clock has reached <paramref name="due"/>, for which the actor asked. Whatever else is due by then is done too, nothing later; what stays pending is asked for again.</summary>
    public abstract void OnTimer(int slot, long due, TableContext context);

    /// <summary>
    /// The handler of a timer threw and the actor is as it was before: give up whatever is due by then, without emitting, and ask for the next timer.
    /// Only called when <see cref="MayThrow"/>. Must not throw.
    /// </summary>
    public virtual void OnTimerFailed(int slot, long due, TableContext context)
    {
    }

    /// <summary>Wall-clock time has reached what the actor asked for.</summary>
    public virtual void OnProcessingTimer(int slot, DateTimeOffset now, TableContext context)
    {
    }

    /// <summary>Writes the state of an actor; nothing at all when it has none.</summary>
    public abstract void Snapshot(int slot, StateWriter writer);

    /// <summary>Puts the state of an actor back in place of the present one. An empty state makes the actor as new. The shard keeps the slot's timer itself.</summary>
    public abstract void Restore(int slot, ref StateReader reader, TableContext context);

    /// <summary>
    /// What an actor holds at this moment, for people who ask; null (the default) when it holds nothing. Changes nothing, and costs no more than a
    /// timer: long lists are cut at <see cref="ActorDescription.MaxListed"/>. The shard adds the timer and the failures.
    /// </summary>
    public virtual ActorDescription? Describe(int slot, in DescriptionMoment moment) => null;

    /// <summary>Gives up the memory of an actor that is passivated: its snapshot is kept elsewhere.</summary>
    public abstract void Release(int slot);

    /// <summary>Whether a type has its own form of a public method.</summary>
    internal static bool Overrides(Type type, string method, Type from) => type.GetMethod(method)!.DeclaringType != from;
}
