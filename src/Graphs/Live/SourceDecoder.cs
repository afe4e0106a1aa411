using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Live;

/// <summary>Decodes the records of a source partition, which alone feeds its shards.</summary>
internal sealed class SourceDecoder(RecordDecoder decoder, int partition) : IPortionDecoder
{
    public void Decode(Portion portion)
    {
        var records = portion.Records;
        var offsets = records.Offsets;
        var arrivals = records.Arrivals;
        var starts = records.Starts;
        var lengths = records.Lengths;
        ReadingBatch? batch = null;
        var highest = long.MinValue;
        for (var i = 0; i < records.Count; i++)
        {
            if (batch is null || batch.IsFull)
            {
                batch = portion.Add(0);
                batch.SourcePartition = partition;
            }

            decoder.SetMessageKey(records.KeyOf(i));
            decoder.RecordTime = new EventTime(arrivals[i]);
            var row = batch.Count;
            decoder.DecodeMessage(records.Buffer, starts[i], lengths[i], offsets[i], batch);
            batch.Arrivals[row] = arrivals[i];
            if (batch.Kinds[row] == RowKind.Reading && batch.Times[row] > highest)
                highest = batch.Times[row];
        }

        portion.HighestTime = highest;
    }
}
