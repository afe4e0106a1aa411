using System.Text;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Results;

/// <summary>Which results are looked for. Asks the cheap things first, and reads only the beginning of a line, and only for times. Immutable; any thread.</summary>
public sealed class ResultFilter
{
    private readonly byte[]? nameJson;
    private readonly byte[]? key;
    private readonly byte[]? type;
    private readonly EventTime from;
    private readonly EventTime to;

    /// <summary>A filter; null stands for no restriction.</summary>
    /// <param name="name">The name of a window, pattern or actor.</param>
    /// <param name="key">The key.</param>
    /// <param name="type">The type of record: <c>window</c>, <c>match</c>, <c>timeout</c>, <c>actor</c>, <c>late</c>, <c>deadLetter</c>, <c>notice</c>.</param>
    /// <param name="from">Start of a range of event time, inclusive.</param>
    /// <param name="to">Its end, exclusive. A window or match is in the range when it overlaps it; an actor's output or a notice by its time; a late reading by the watermark that it met;
    /// a dead letter, which has no time, by its arrival.</param>
    public ResultFilter(string? name = null, string? key = null, string? type = null, EventTime? from = null, EventTime? to = null)
    {
        nameJson = name is null ? null : OutputLine.NameJson(name);
        this.key = key is null ? null : Encoding.UTF8.GetBytes(key);
        this.type = type is null ? null : Encoding.UTF8.GetBytes(type);
        this.from = from ?? EventTime.MinValue;
        this.to = to ?? EventTime.MaxValue;
    }

    private bool HasTimes => from != EventTime.MinValue || to != EventTime.MaxValue;

    /// <summary>Whether a record is looked for.</summary>
    /// <param name="line">Its line in UTF-8.</param>
    /// <param name="recordKey">The key under which it lies in the log; empty when it has none, and then the line is asked.</param>
    /// <param name="arrival">When it was put out, milliseconds since the Unix epoch.</param>
    public bool Takes(ReadOnlySpan<byte> line, ReadOnlySpan<byte> recordKey, long arrival)
    {
        if (key is not null && !recordKey.IsEmpty && !recordKey.SequenceEqual(key))
            return false;
        if (type is not null && !OutputLine.TypeOf(line).SequenceEqual(type))
            return false;
        if (nameJson is not null && !OutputLine.HasName(line, nameJson))
            return false;
        if (!HasTimes && (key is null || !recordKey.IsEmpty))
            return true;
        var read = OutputLine.Read(line);
        if (key is not null && recordKey.IsEmpty && (read.Key is not { } own || !key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(own))))
            return false;
        return !HasTimes || IsWithin(read, arrival);
    }

    private bool IsWithin(in OutputLine line, long arrival)
    {
        if (line is { Start: { } start, End: { } end })
            return start < to && (line.Type == "window" ? end > from : end >= from);
        var time = line.Time ?? new EventTime(arrival);
        return from <= time && time < to;
    }
}
