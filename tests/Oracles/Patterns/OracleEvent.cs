using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Oracles.Patterns;

/// <summary>A reading as the oracle sees it: a row of a batch that holds all of them, and the same as a kept event.</summary>
public sealed record OracleEvent(ReadingBatch Batch, int Row, PatternEvent Event)
{
    public long Time => Event.Time.Milliseconds;

    /// <summary>All rows of a batch, in the order of arrival.</summary>
    public static IReadOnlyList<OracleEvent> AllOf(ReadingBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(row => new OracleEvent(batch, row, new PatternEvent(
            new EventTime(batch.Times[row]),
            row,
            [.. batch.Numbers.Select(column => column[row])],
            [.. batch.Symbols.Select(column => column[row])],
            batch.JsonOf(row))))];

    public bool Fulfils(Condition? condition)
    {
        if (condition is null)
            return true;
        var into = new bool[Batch.Capacity];
        condition.Evaluate(Batch, Row, Row + 1, into);
        return into[Row];
    }
}
