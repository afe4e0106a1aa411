using Millrace.Graphs.Sinks;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>A sink as it is written.</summary>
internal sealed class SinkDraft
{
    /// <summary>That of its kind unless it is given.</summary>
    public Placed<string> Name { get; set; }

    /// <summary>None for all.</summary>
    public List<Placed<string>> Outputs { get; } = [];

    /// <summary>Null when it is missing or wrong, which has been reported then.</summary>
    public Placed<SinkTarget>? Target { get; set; }
}
