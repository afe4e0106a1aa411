using Millrace.Actors.Kernel;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines;

/// <summary>A table of actors of a pipeline, what it emits and where that goes.</summary>
internal sealed record PipelineTable(ActorTable Actors, OutputSchema Schema, string To);
