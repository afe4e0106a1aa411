using System.Text;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Codecs;

/// <summary>A decoder with the schema that most tests use, and one line or many through it.</summary>
internal sealed class Decoding
{
    public static readonly SourceFormat Json = new() { TimeField = "time", KeyField = "sensor" };

    public static readonly SourceFormat Csv = Json with { Encoding = RecordEncoding.Csv };

    public Decoding(SourceFormat? format = null, ReadingSchema? schema = null, int capacity = 4096)
    {
        Schema = schema ?? ReadingSchema.Create(
            ("sensor", FieldType.Text, true), ("value", FieldType.Number, false), ("metric", FieldType.Text, false), ("ok", FieldType.Boolean, false), ("a.b", FieldType.Number, false));
        Decoder = (format ?? Json).CreateDecoder(Schema, Symbols);
        Batch = new ReadingBatch(Schema, Symbols, capacity);
    }

    public ReadingSchema Schema { get; }

    public SymbolTable Symbols { get; } = new();

    public RecordDecoder Decoder { get; }

    public ReadingBatch Batch { get; }

    public Decoding Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public Decoding Read(byte[] bytes)
    {
        Decoder.Decode(bytes, 0, bytes.Length, final: true, Batch);
        return this;
    }

    public double Number(string field, int row = 0) => Batch.Numbers[Schema.Find(field)!.Column][row];

    public string? Text(string field, int row = 0) => Symbols.Text(Batch.Symbols[Schema.Find(field)!.Column][row]);

    public string? Reason(int row = 0) => Batch.Rejections.GetValueOrDefault(row);

    public string Time(int row = 0) => new EventTime(Batch.Times[row]).ToString();

    public IEnumerable<RowKind> Kinds => Batch.Kinds.Take(Batch.Count);
}
