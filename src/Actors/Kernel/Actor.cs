using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// One kind of actor, written reading by reading. There is one object for all actors of the kind in a shard: the state of each is a
/// <typeparamref name="TState"/>, whose default value is that of a key never seen. Handlers run to their end, one at a time, and reach the
/// world only through their context. A handler that throws leaves no trace but the reading in the dead letters.
/// </summary>
/// <typeparam name="TState">The state: a struct, immutable or not. Without references it is saved as it lies in memory; otherwise override <see cref="Snapshot"/> and <see cref="Restore"/>.</typeparam>
public abstract class Actor<TState>
    where TState : struct
{
    /// <summary>The values that the actor emits, in order, with their types.</summary>
    public abstract ImmutableArray<(string Name, FieldType Type)> Values { get; }

    /// <summary>The version of the state's format, from 1; raise it with every change to <typeparamref name="TState"/> and read old ones in <see cref="Restore"/>.</summary>
    public virtual byte StateVersion => 1;

    /// <summary>Takes in a reading of the key, in the order of arrival.</summary>
    public abstract void OnReading(ref TState state, in Reading reading, ActorContext context);

    /// <summary>Event time has reached <paramref name="due"/>, for which the actor asked.</summary>
    public virtual void OnTimer(ref TState state, EventTime due, ActorContext context)
    {
    }

    /// <summary>Wall-clock time has passed for which the actor asked. Never let results depend on it that must be reproducible.</summary>
    public virtual void OnProcessingTimer(ref TState state, DateTimeOffset now, ActorContext context)
    {
    }

    /// <summary>Writes the state; the version is written already.</summary>
    /// <exception cref="InvalidOperationException">The state holds references: override this method.</exception>
    public virtual void Snapshot(in TState state, StateWriter writer)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
            throw new InvalidOperationException($"{typeof(TState)} holds references: {GetType()} must override Snapshot and Restore.");
        writer.Blob(BlittableState.AsBytes(in state));
    }

    /// <summary>Reads a state that was written with that version.</summary>
    /// <exception cref="InvalidOperationException">The state holds references: override this method.</exception>
    /// <exception cref="InvalidDataException">The state was written in another shape.</exception>
    public virtual TState Restore(ref StateReader reader, byte version)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
            throw new InvalidOperationException($"{typeof(TState)} holds references: {GetType()} must override Snapshot and Restore.");
        return BlittableState.FromBytes<TState>(reader.Blob());
    }

    /// <summary>What the actor has to say of itself to people who ask for its live state; default nothing but that it is there. Must change nothing.</summary>
    public virtual ImmutableArray<DescribedValue> Describe(in TState state) => [];

    /// <summary>The actor is being passivated: its state has been saved and leaves memory until its next reading or timer. Give back here what the state holds outside of itself.</summary>
    public virtual void OnPassivate(ref TState state)
    {
    }
}
