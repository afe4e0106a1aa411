namespace Millrace.Graphs.Ingest;

/// <summary>Why a reading of a request was not taken.</summary>
/// <param name="Line">The line of the body in which it is wrong, from 1.</param>
/// <param name="Column">The byte of that line at which it is wrong, from 1; null when it is not one place that is wrong.</param>
/// <param name="Element">The element of a JSON array, from 1; null in NDJSON.</param>
/// <param name="Reason">What is wrong and what was expected, for a person.</param>
public readonly record struct IngestError(int Line, int? Column, int? Element, string Reason);
