using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Live;

/// <summary>
/// Decodes the records of a re-partition log. Records that an upstream partition wrote again after a crash are dropped: those at or below the highest offset taken in of it.
/// The rows of a batch come from one upstream partition and carry its watermark.
/// </summary>
internal sealed class RekeyDecoder(RecordDecoder decoder, int upstreamPartitions) : IPortionDecoder
{
    private readonly long[] taken = [.. Enumerable.Repeat(-1L, upstreamPartitions)]; // the highest offset of a record
    private readonly long[] heard = [.. Enumerable.Repeat(-1L, upstreamPartitions)]; // of anything

    public void Restore(IReadOnlyList<long> upstream)
    {
        for (var i = 0; i < taken.Length; i++)
            (taken[i], heard[i]) = i * 2 < upstream.Count ? (upstream[i * 2], upstream[(i * 2) + 1]) : (-1, -1);
    }

    public void Decode(Portion portion)
    {
        var records = portion.Records;
        ReadingBatch? batch = null;
        for (var i = 0; i < records.Count; i++)
        {
            var key = records.KeyOf(i);
            var header = RekeyHeader.Parse(key);
            if (header.Kind == RekeyKind.Record && header.Offset <= taken[header.Partition])
                continue;
            if (header.Kind == RekeyKind.Silent)
            {
                // Told again after a crash, when more has come since: it is silent no more.
                if (header.Offset < heard[header.Partition])
                    continue;
                portion.Silent.Add((portion.Count, header.Partition));
                batch = null;
                continue;
            }

            heard[header.Partition] = Math.Max(heard[header.Partition], header.Offset);

            if (batch is null || batch.IsFull || batch.Partition != header.Partition)
                batch = portion.Add(header.Partition);
            var row = batch.Count;
            if (header.Kind == RekeyKind.Record)
            {
                taken[header.Partition] = header.Offset;
                decoder.SetMessageKey(key[RekeyHeader.Length..]);
                decoder.RecordTime = new EventTime(header.Arrival);
                decoder.DecodeMessage(records.Buffer, records.Starts[i], records.Lengths[i], header.Offset, batch);
                if (batch.Kinds[row] == RowKind.Reading && batch.Times[row] > portion.HighestTime)
                    portion.HighestTime = batch.Times[row];
            }
            else
            {
                batch.AddWatermark(header.Watermark, header.Offset);
            }

            batch.Arrivals[row] = records.Arrivals[i];
            if (batch.Watermarks is { } watermarks)
                watermarks[row] = header.Watermark;
        }

        portion.Upstream = [.. taken.Zip(heard).SelectMany(pair => new[] { pair.First, pair.Second })];
    }
}
