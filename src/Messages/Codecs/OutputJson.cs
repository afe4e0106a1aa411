using System.Collections.Immutable;
using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>
/// Outputs as JSON, one object on one line each. Numbers stand in the shortest form that reads back the same, NaN and infinities as null; times in UTC with
/// milliseconds. Allocates nothing for the result of a window. One thread at a time.
/// </summary>
public sealed class OutputJson
{
    private sealed record Table(byte[] Name, byte[] NameJson, ImmutableArray<(byte[] Prefix, FieldType Type)> Values);

    private readonly SymbolTable symbols;
    private readonly Table[] tables;
    private readonly JsonBuffer json = new();
    private readonly OutputId id = new();

    /// <summary>A writer for the outputs of a shard.</summary>
    /// <param name="tables">What the shard's tables emit, by <see cref="Output.Table"/>.</param>
    /// <param name="symbols">The table of the batches' symbols.</param>
    public OutputJson(IEnumerable<OutputSchema> tables, SymbolTable symbols)
    {
        this.symbols = symbols;
        this.tables = [.. tables.Select(Prepare)];
    }

    /// <summary>Writes one output.</summary>
    /// <param name="outputs">The batch it stands in.</param>
    /// <param name="index">Its place there.</param>
    /// <returns>The line in UTF-8 with its line break; valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(OutputBatch outputs, int index)
    {
        json.Clear();
        ref readonly var output = ref outputs.Items[index];
        switch (output.Kind)
        {
            case OutputKind.Window:
                Head("{\"type\":\"window\""u8, output);
                Span(output);
                json.Append(",\"revision\":"u8);
                json.AppendInteger(output.Revision);
                json.Append(output.Early ? ",\"early\":true"u8 : ",\"early\":false"u8);
                Values(outputs, output);
                Id(output);
                break;
            case OutputKind.Match or OutputKind.Timeout:
                Head(output.Kind == OutputKind.Match ? "{\"type\":\"match\""u8 : "{\"type\":\"timeout\""u8, output);
                Span(output);
                Events((MatchDetail)output.Detail!);
                Id(output);
                break;
            case OutputKind.Actor:
                Head("{\"type\":\"actor\""u8, output);
                json.Append(",\"time\":"u8);
                json.AppendTime(output.Start);
                Values(outputs, output);
                Id(output);
                break;
            case OutputKind.Late:
                var late = (ReadingDetail)output.Detail!;
                Head("{\"type\":\"late\""u8, output);
                json.Append(",\"watermark\":"u8);
                json.AppendTime(late.Watermark.Milliseconds);
                json.Append(",\"reading\":"u8);
                json.AppendJson(late.Json.Span);
                break;
            case OutputKind.DeadLetter:
                DeadLetter((DeadLetterDetail)output.Detail!);
                break;
            default:
                Head("{\"type\":\"notice\""u8, output);
                json.Append(",\"time\":"u8);
                json.AppendTime(output.Start);
                json.Append(",\"text\":"u8);
                json.AppendString(output.Detail as string ?? "");
                break;
        }

        json.Append("}\n"u8);
        return json.Written;
    }

    private void Head(ReadOnlySpan<byte> type, in Output output)
    {
        json.Append(type);
        json.Append(",\"name\":"u8);
        json.Append(output.Table < 0 ? "null"u8 : tables[output.Table].NameJson);
        json.Append(",\"key\":"u8);
        Text(output.Key);
    }

    private void Span(in Output output)
    {
        json.Append(",\"start\":"u8);
        json.AppendTime(output.Start);
        json.Append(",\"end\":"u8);
        json.AppendTime(output.End);
    }

    private void Values(OutputBatch outputs, in Output output)
    {
        json.Append(",\"values\":{"u8);
        var columns = tables[output.Table].Values;
        var values = outputs.Values.Slice(output.FirstValue, columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            json.Append(columns[i].Prefix);
            if (columns[i].Type == FieldType.Number)
                json.AppendNumber(values[i]);
            else if (double.IsNaN(values[i]))
                json.Append("null"u8);
            else if (columns[i].Type == FieldType.Boolean)
                json.Append(values[i] != 0 ? "true"u8 : "false"u8);
            else
                Text((int)values[i]);
        }

        json.Append("}"u8);
    }

    private void Events(MatchDetail match)
    {
        json.Append(",\"events\":{"u8);
        for (var i = 0; i < match.Steps.Length; i++)
        {
            if (i > 0)
                json.Append(","u8);
            json.AppendString(match.Steps[i].Name);
            json.Append(":["u8);
            var events = match.Steps[i].Events;
            for (var j = 0; j < events.Length; j++)
            {
                if (j > 0)
                    json.Append(","u8);
                json.AppendJson(events[j].Json.Span);
            }

            json.Append("]"u8);
        }

        json.Append("}"u8);
    }

    private void DeadLetter(DeadLetterDetail detail)
    {
        json.Append("{\"type\":\"deadLetter\",\"partition\":"u8);
        json.AppendInteger(detail.Partition);
        json.Append(",\"offset\":"u8);
        json.AppendInteger(detail.Offset);
        json.Append(",\"reason\":"u8);
        json.AppendString(detail.Reason);
        json.Append(",\"raw\":"u8);
        json.AppendString(detail.Raw.Span);
    }

    private void Id(in Output output)
    {
        var key = output.Key == SymbolTable.Missing ? default : symbols.Utf8(output.Key);
        json.Append(",\"id\":\""u8);
        json.AppendHex(id.Compute(output, tables[output.Table].Name, key));
        json.Append("\""u8);
    }

    private void Text(int symbol)
    {
        if (symbol == SymbolTable.Missing)
            json.Append("null"u8);
        else
            json.AppendString(symbols.Utf8(symbol));
    }

    private static Table Prepare(OutputSchema schema)
    {
        var buffer = new JsonBuffer();
        var prefixes = ImmutableArray.CreateBuilder<(byte[], FieldType)>();
        foreach (var (name, type) in schema.Values)
        {
            buffer.Clear();
            if (prefixes.Count > 0)
                buffer.Append(","u8);
            buffer.AppendString(name);
            buffer.Append(":"u8);
            prefixes.Add((buffer.Written.ToArray(), type));
        }

        buffer.Clear();
        buffer.AppendString(schema.Name);
        return new Table(Encoding.UTF8.GetBytes(schema.Name), buffer.Written.ToArray(), prefixes.ToImmutable());
    }
}
