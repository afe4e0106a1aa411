namespace Millrace.Messages.Codecs;

/// <summary>
/// Cells of a CSV row (RFC 4180, any delimiter): a cell that begins with a quote ends with one, and a doubled quote in it is one quote;
/// anywhere else a quote is a character like others. Reads one row from its first cell to its last.
/// </summary>
internal ref struct CsvCells(ReadOnlySpan<byte> row, byte delimiter, byte[] scratch)
{
    private readonly ReadOnlySpan<byte> row = row;
    private int next;
    private byte[] scratch = scratch;

    /// <summary>The buffer for cells with doubled quotes, to be handed to the next row.</summary>
    public readonly byte[] Scratch => scratch;

    /// <summary>The cell, without its quotes.</summary>
    public ReadOnlySpan<byte> Cell { get; private set; }

    /// <summary>Where the cell starts in the row.</summary>
    public int Start { get; private set; }

    /// <summary>Whether it stood in quotes.</summary>
    public bool Quoted { get; private set; }

    /// <summary>What is wrong with the cell, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Moves to the next cell; a row has one at least. After a problem there is none.</summary>
    public bool MoveNext()
    {
        if (next > row.Length || Problem is not null)
            return false;
        Start = next;
        Quoted = next < row.Length && row[next] == '"';
        if (Quoted)
        {
            ReadQuoted();
            return true;
        }

        var length = row[next..].IndexOf(delimiter);
        Cell = length < 0 ? row[next..] : row.Slice(next, length);
        next += Cell.Length + 1;
        return true;
    }

    /// <summary>The index behind the quoted cell that starts at <paramref name="start"/>, or -1 when it is not closed.</summary>
    public static int CloseQuote(ReadOnlySpan<byte> text, int start, out bool doubled)
    {
        doubled = false;
        var at = start + 1;
        while (true)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0)
                return -1;
            at += quote + 1;
            if (at >= text.Length || text[at] != '"')
                return at;
            doubled = true;
            at++;
        }
    }

    private void ReadQuoted()
    {
        var end = CloseQuote(row, next, out var doubled);
        if (end < 0)
        {
            Problem = "a quote opens a cell and is never closed";
            Cell = row[next..];
            next = row.Length + 1;
            return;
        }

        Cell = row[(next + 1)..(end - 1)];
        if (doubled)
            Undouble();
        if (end < row.Length && row[end] != delimiter)
            Problem = "text between the closing quote of a cell and the delimiter";
        next = end + 1;
    }

    private void Undouble()
    {
        if (scratch.Length < Cell.Length)
            scratch = new byte[Cell.Length];
        var length = 0;
        for (var i = 0; i < Cell.Length; i++)
        {
            scratch[length++] = Cell[i];
            if (Cell[i] == '"')
                i++;
        }

        Cell = scratch.AsSpan(0, length);
    }
}
