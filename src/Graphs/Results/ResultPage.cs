using System.Collections.Immutable;

namespace Millrace.Graphs.Results;

/// <summary>Results, newest first. Immutable.</summary>
/// <param name="Records">Those found.</param>
/// <param name="Next">Where to look on for older ones; null when everything that the log has was looked at. There may be a next page although this one is not full, or empty: each looks
/// at a bounded part of the log.</param>
public sealed record ResultPage(ImmutableArray<ResultRecord> Records, ResultCursor? Next);
