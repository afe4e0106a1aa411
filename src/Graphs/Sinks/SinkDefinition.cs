using System.Collections.Immutable;

namespace Millrace.Graphs.Sinks;

/// <summary>A sink of a pipeline, as its file or its builder says. Immutable; nothing is opened by it.</summary>
/// <param name="Name">The name under which its positions are kept, unique in the pipeline. A sink of another name begins anew, with the oldest outputs that the log still has.</param>
/// <param name="Outputs">The outputs that it takes; empty for all.</param>
/// <param name="Target">Where they go.</param>
public sealed record SinkDefinition(string Name, ImmutableArray<string> Outputs, SinkTarget Target)
{
    /// <summary>Whether it takes an output.</summary>
    public bool Takes(string output) => Outputs.IsEmpty || Outputs.Contains(output);
}
