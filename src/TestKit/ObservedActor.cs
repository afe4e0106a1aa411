using System.Collections.Immutable;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>An actor that does what another does, and keeps the state that it was last asked to describe.</summary>
internal sealed class ObservedActor<TState>(Actor<TState> actor) : Actor<TState>
    where TState : struct
{
    /// <summary>The state that was described last.</summary>
    public TState? Described { get; set; }

    public override ImmutableArray<(string Name, FieldType Type)> Values => actor.Values;

    public override byte StateVersion => actor.StateVersion;

    public override void OnReading(ref TState state, in Reading reading, ActorContext context) => actor.OnReading(ref state, in reading, context);

    public override void OnTimer(ref TState state, EventTime due, ActorContext context) => actor.OnTimer(ref state, due, context);

    public override void OnProcessingTimer(ref TState state, DateTimeOffset now, ActorContext context) => actor.OnProcessingTimer(ref state, now, context);

    public override void Snapshot(in TState state, StateWriter writer) => actor.Snapshot(in state, writer);

    public override TState Restore(ref StateReader reader, byte version) => actor.Restore(ref reader, version);

    public override ImmutableArray<DescribedValue> Describe(in TState state)
    {
        Described = state;
        return actor.Describe(in state);
    }

    public override void OnPassivate(ref TState state) => actor.OnPassivate(ref state);
}
