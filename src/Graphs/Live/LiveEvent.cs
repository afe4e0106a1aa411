namespace Millrace.Graphs.Live;

/// <summary>Something that an operator should know of, for the service's log.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">What happened, as one word that does not change: <c>checkpointFailed</c>.</param>
/// <param name="Subject">The partition or sink that it is about; empty for the pipeline.</param>
/// <param name="Text">The rest, for a person.</param>
public sealed record LiveEvent(LiveEventLevel Level, string Name, string Subject, string Text);
