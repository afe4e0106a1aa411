using Millrace.Messages;

namespace Millrace.Graphs.Files;

/// <summary>How far a backtest has come.</summary>
/// <param name="BytesRead">Bytes of input read.</param>
/// <param name="BytesTotal">Bytes of input in all; null when one input is a pipe.</param>
/// <param name="Readings">Readings taken in.</param>
/// <param name="Watermark">How far event time has come; <see cref="EventTime.MinValue"/> before the first reading.</param>
/// <param name="Outputs">Outputs written.</param>
public readonly record struct BacktestProgress(long BytesRead, long? BytesTotal, long Readings, EventTime Watermark, long Outputs);
