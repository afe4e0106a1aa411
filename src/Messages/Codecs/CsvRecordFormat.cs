namespace Millrace.Messages.Codecs;

/// <summary>
/// CSV rows as JSON objects: a cell that is a number as JSON writes it stays as it is, an empty cell is null, anything else is a string. Of
/// columns of one name the last counts; cells beyond the header are named <c>columnN</c>. A control record is JSON already.
/// </summary>
internal sealed class CsvRecordFormat(CsvHeader header) : RecordFormat
{
    public override byte[] ToJson(ReadOnlySpan<byte> raw)
    {
        if (raw.StartsWith("{\"$watermark\""u8))
            return raw.ToArray();
        var json = new JsonBuffer();
        json.Append("{"u8);
        var cells = new CsvCells(raw, header.Delimiter, []);
        var column = 0;
        var first = true;
        while (cells.MoveNext())
        {
            var name = column < header.Names.Length ? header.Names[column] : $"column{column + 1}";
            var shadowed = column < header.Names.Length && header.IndexOf(name) != column;
            column++;
            if (shadowed)
                continue;
            if (!first)
                json.Append(","u8);
            first = false;
            json.AppendString(name);
            json.Append(":"u8);
            AppendCell(json, cells.Cell);
        }

        json.Append("}"u8);
        return json.Written.ToArray();
    }

    private static void AppendCell(JsonBuffer json, ReadOnlySpan<byte> cell)
    {
        var trimmed = cell.Trim(" \t"u8);
        if (cell.IsEmpty)
            json.Append("null"u8);
        else if (!trimmed.IsEmpty && NumberText.ReadJson(trimmed, 0, out var number) == trimmed.Length && double.IsFinite(number))
            json.Append(trimmed);
        else
            json.AppendString(cell);
    }
}
