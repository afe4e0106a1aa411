using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>A value and where it stands in the file.</summary>
internal readonly record struct Placed<T>(T Value, SourcePosition At);
