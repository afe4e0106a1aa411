using System.Text;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Inspection;

/// <summary>The last readings of a key, found in the end of the source's log.</summary>
public sealed class LastReadings
{
    private const int MostKeys = 10_000; // of other keys, to suggest one

    private LastReadings(IReadOnlyList<FoundRecord> readings, IReadOnlyCollection<string> others, bool isComplete)
    {
        Readings = readings;
        OtherKeys = others;
        IsComplete = isComplete;
    }

    /// <summary>The readings, the one that came last first.</summary>
    public IReadOnlyList<FoundRecord> Readings { get; }

    /// <summary>Keys of other readings that were passed on the way.</summary>
    public IReadOnlyCollection<string> OtherKeys { get; }

    /// <summary>Whether there are no more readings of the key in the log than those, if fewer were found than asked for.</summary>
    public bool IsComplete { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="definition">The pipeline: a reading belongs to the key when any of its key fields has it.</param>
    /// <param name="source">The source's topic.</param>
    /// <param name="key">The key.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="maxBytes">About how many bytes of the log are read at the most.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Sources.SourceException">The log cannot be read.</exception>
    public static LastReadings Find(PipelineDefinition definition, LogTopic source, string key, int count, long maxBytes, CancellationToken cancellation)
    {
        var found = new List<FoundRecord>();
        var others = new HashSet<string>(StringComparer.Ordinal);
        var complete = true;
        foreach (var partition in source.Partitions)
        {
            var search = new Search(definition, key, others);
            var own = 0;
            complete &= LogTail.Visit(
                partition,
                Math.Max(1, maxBytes / source.Partitions.Length),
                (chunk, record) =>
                {
                    if (!search.Matches(chunk, record))
                        return true;
                    found.Add(new FoundRecord(source.Name, partition.Index, chunk.Offsets[record], chunk.Arrivals[record], chunk.ValueOf(record).ToArray()));
                    return ++own < count;
                },
                cancellation);
        }

        return new LastReadings([.. found.OrderByDescending(reading => reading.Arrival).ThenByDescending(reading => reading.Offset).Take(count)], others, complete);
    }

    private sealed class Search
    {
        private readonly byte[] key;
        private readonly bool asItStands;
        private readonly HashSet<string> others;
        private readonly Field[] keys;
        private readonly SymbolTable symbols = new();
        private readonly RecordDecoder decoder;
        private readonly ReadingBatch batch;

        public Search(PipelineDefinition definition, string key, HashSet<string> others)
        {
            this.key = Encoding.UTF8.GetBytes(key);
            this.others = others;
            asItStands = key.All(c => c is > ' ' and < '\x7F' and not ('"' or '\\' or '/'));
            decoder = (definition.Source.ToFormat() with { Encoding = RecordEncoding.Json }).CreateDecoder(definition.Schema, symbols);
            batch = new ReadingBatch(definition.Schema, symbols, 1);
            keys = [.. definition.Schema.Fields.Where(field => field.IsKey && field.Type == FieldType.Text)];
        }

        public bool Matches(Sources.RecordChunk chunk, int record)
        {
            var value = chunk.ValueOf(record);
            // Most records are of other keys, and a key without special characters stands in the record as it is.
            var passedBy = asItStands && value.IndexOf(key) < 0 && !chunk.KeyOf(record).SequenceEqual(key);
            if (passedBy && others.Count >= MostKeys)
                return false;
            batch.Clear();
            decoder.SetMessageKey(chunk.KeyOf(record));
            decoder.RecordTime = new EventTime(chunk.Arrivals[record]);
            decoder.DecodeMessage(chunk.Buffer, chunk.Starts[record], chunk.Lengths[record], chunk.Offsets[record], batch);
            if (batch.Kinds[0] != RowKind.Reading)
                return false;
            var matches = false;
            foreach (var field in keys)
            {
                var symbol = batch.Symbols[field.Column][0];
                if (symbol == SymbolTable.Missing)
                    continue;
                if (symbols.Utf8(symbol).SequenceEqual(key))
                    matches = true;
                else if (others.Count < MostKeys)
                    others.Add(symbols.Text(symbol)!);
            }

            return matches;
        }
    }
}
