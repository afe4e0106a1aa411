using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>A kind of actor of a developer's own in a pipeline. Only from code: a pipeline file cannot name one.</summary>
/// <param name="Name">The name, unique in the pipeline.</param>
/// <param name="Values">What it emits.</param>
/// <param name="Create">Makes the table of its actors for one shard.</param>
/// <param name="To">The output that its values go to.</param>
public sealed record PipelineActor(string Name, ImmutableArray<(string Name, FieldType Type)> Values, Func<ActorTable> Create, string To)
{
    /// <summary>Hosts an actor kind.</summary>
    /// <param name="name">The name, unique in the pipeline.</param>
    /// <param name="key">The text field that keys its actors.</param>
    /// <param name="actor">The kind.</param>
    /// <param name="to">The output that its values go to.</param>
    /// <param name="where">Only readings that fulfil it are handed to the actors; null for all.</param>
    /// <typeparam name="TState">The state of one actor.</typeparam>
    public static PipelineActor Of<TState>(string name, Field key, Actor<TState> actor, string to, Condition? where = null)
        where TState : struct =>
        new(name, actor.Values, () => new StateTable<TState>(name, key, actor, where), to);
}
